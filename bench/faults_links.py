"""Planted faults of links against a site of our own: dead, moved, changed a lot, changed trivially, gone behind a good answer.

    .venv/bin/python bench/faults_links.py [--each N] [--seed N]

Prints precision and recall of each signal from 注意 upwards. Pages are looked at once as they were handed in and three times afterwards.
"""

import argparse
import os
import random
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
os.environ["FAZHI_HOME"] = tempfile.mkdtemp(prefix="fazhi-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.settings")
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests")]
WORDS = [
    *("依法", "行政", "决策", "公开", "听证", "审核", "备案", "监督", "执法", "案卷", "调解", "复议", "普法", "培训", "清单"),
    *("目录", "事项", "群众", "企业", "办理", "期限", "责任", "单位", "整改", "评估", "考核", "制度", "机制", "平台", "服务"),
]
OWN = {
    "dead": "link-dead",
    "moved": "link-moved",
    "home": "link-moved",
    "soft-404": "link-moved",
    "changed": "link-changed",
    "number": "link-changed",
}
INNOCENT = ("same", "trivial", "menu", "encoding", "sentence")


def sentence(dice: random.Random) -> str:
    return "".join(dice.choice(WORDS) for _ in range(dice.randint(6, 14))) + f"{dice.randint(2, 999)}件。"


def made(dice: random.Random, no: int) -> dict:
    body = [sentence(dice) for _ in range(dice.randint(12, 40))]
    return {"title": f"关于{dice.choice(WORDS)}{dice.choice(WORDS)}工作的通知（{no}）", "body": body, "number": f"临政发〔2025〕{no}号"}


def shown(facts: dict, *, day: int = 1, hits: int = 10, menu: tuple[str, ...] = ("首页", "政务公开")) -> str:
    from evidence.sites import article

    links = "".join(f'<li><a href="/{each}">{each}</a></li>' for each in menu)
    around = f'<div>今天是2025年7月{day}日 星期二</div><ul class="list">{links}</ul><p>浏览次数：{hits}次</p>'
    body = "".join(f"<p>{each}</p>" for each in facts["body"])
    return article(title=facts["title"], body=body, around=around, number=facts["number"])


def plant(site, how: str, path: str, facts: dict, dice: random.Random) -> None:
    """What became of the page."""
    if how == "dead":
        site.pages[path] = dice.choice([(404, {}, b""), (410, {}, b""), (500, {}, b"")])
    elif how == "moved":
        site.pages[path] = (302, {"Location": f"http://localhost:{site.port}/new/column.html"}, b"")
    elif how == "home":
        site.pages[path] = (302, {"Location": site.url("/")}, b"")
    elif how == "soft-404":
        words = dice.choice(["您访问的页面不存在或已删除", "抱歉，找不到您要的页面", "该信息已被删除", "404 Not Found"])
        site.page(path, f"<html><title>提示</title><body><p>{words}</p><a href='/'>返回首页</a></body></html>")
    elif how == "changed":
        share = dice.uniform(0.3, 0.9)
        body = [sentence(dice) if dice.random() < share else each for each in facts["body"]]
        site.page(path, shown(facts | {"body": body}, day=9))
    elif how == "number":
        site.page(path, shown(facts | {"number": facts["number"].replace("2025", "2024")}, day=9))
    elif how == "trivial":
        site.page(path, shown(facts, day=dice.randint(2, 28), hits=dice.randint(100, 99999)))
    elif how == "menu":
        site.page(path, shown(facts, day=5, menu=tuple(dice.choice(WORDS) + "专栏" for _ in range(8))))
    elif how == "encoding":
        text = shown(facts, day=3).replace("utf-8", "gbk")
        site.pages[path] = (200, {"Content-Type": "text/html"}, text.encode("gb18030"))
    elif how == "sentence":  # one sentence of a long page mended
        site.page(path, shown(facts | {"body": [*facts["body"][:-1], facts["body"][-1].replace("件", "起")]}))


def run(each: int, seed: int) -> list[tuple[str, set[str]]]:
    from django.conf import settings
    from django.utils import timezone

    from evidence.sites import Site
    from fazhi.evidence.freezing import keeping
    from fazhi.evidence.freezing.policy import policy_in_force
    from fazhi.evidence.freezing.taking import take
    from fazhi.evidence.models import Item, ItemKind, Version
    from fazhi.evidence.signals.links import look_at_captures
    from fazhi.people.models import Unit, UnitKind

    dice, site = random.Random(seed), Site()
    settings.FAZHI_LINK_NETWORKS, settings.FAZHI_LINK_HOSTS = "127.0.0.0/8,::1/128", f"127.0.0.1:{site.port},localhost:{site.port}"
    site.page("/", "<html><title>临江市人民政府</title><body>首页</body></html>")
    site.page("/new/column.html", "<html><title>新网站栏目</title><body>栏目内容正在整理，请关注公告。</body></html>")
    unit = Unit.objects.create(name="临江市司法局", short_name="市司法局", kind=UnitKind.GOVERNMENT)
    found, begun = [], timezone.now() - timedelta(days=30)
    for no, how in enumerate([*OWN, *INNOCENT] * each, 1):
        facts, path = made(dice, no), f"/art/{no}.html"
        site.page(path, shown(facts))
        item = Item.objects.create(unit=unit, unit_name=unit.name, kind=ItemKind.LINK, title=facts["title"], effective_on=date(2025, 6, 3))
        version = Version.objects.create(item=item, no=1, url=site.url(path), text_state="none")
        for look in range(4):
            taken = take(version.url, policy_in_force(), keeping.known_digests(version))
            keeping.keep(version, taken, now=begun + timedelta(days=7 * look))
            if look == 0:
                plant(site, how, path, facts, dice)
        look_at_captures(version)
        found.append((how, set(version.signals.exclude(state="gone").exclude(severity="note").values_list("kind", flat=True))))
    site.close()
    return found


def told(found: list[tuple[str, set[str]]]) -> None:
    print(f"{len(found)} links, {len(found) // (len(OWN) + len(INNOCENT))} of each kind")
    print(f"{'signal':<16}{'planted':>9}{'found':>7}{'false':>7}{'precision':>11}{'recall':>8}")
    for kind in sorted(set(OWN.values())):
        planted = [signs for how, signs in found if OWN.get(how) == kind]
        hits, false = sum(kind in signs for signs in planted), sum(kind in signs for how, signs in found if OWN.get(how) != kind)
        precision = hits / (hits + false) if hits + false else 1.0
        print(f"{kind:<16}{len(planted):>9}{hits:>7}{false:>7}{precision:>11.3f}{hits / len(planted):>8.3f}")
    for how in (*OWN, *INNOCENT):
        kinds = [", ".join(sorted(signs)) or "nothing" for each, signs in found if each == how]
        print(f"  {how:<12}" + "; ".join(f"{kinds.count(each)} × {each}" for each in sorted(set(kinds))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, run_syncdb=True)
    told(run(asked.each, asked.seed))


if __name__ == "__main__":
    main()
