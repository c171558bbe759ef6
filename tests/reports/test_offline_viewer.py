"""The viewer as a stranger opens it: from disk, in a browser without a network, on a package full of hostile names."""

import hashlib
import re
import shutil

import pytest

from fazhi.reports.package import offline
from reports.packages_made import FAIRNESS, HOSTILE, LIST, PAGE, PERMITS, REPORT, SCAN, TITLE, Made

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="没有找到 Chromium，查看页的测试跳过。安装方法：apt install chromium fonts-noto-cjk"),
]


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path / "材料包")


@pytest.fixture
def opened(chromium, made):
    """page of the package (a width, a script that runs before) → the page; what went wrong or out of the house is in `complaints`."""
    contexts, complaints = [], []

    def complain(request):
        # The last two are how Chromium shows a PDF.
        if not request.url.startswith(("file:", "blob:", "about:", "data:", "chrome:", "chrome-extension:")):
            complaints.append(request.url)

    def open_page(width=1440, before="", errors=True):
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        contexts.append(context)
        context.set_offline(True)
        context.set_default_timeout(15_000)
        context.on("request", complain)
        context.add_init_script(before)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"a script of the material ran: {dialog.message}"))
        if errors:
            page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.goto(made.place("index.html").as_uri())
        return page

    yield open_page
    assert complaints == []
    for context in contexts:
        context.close()


def number(made, path):
    return next(at for at, entry in enumerate(made.files) if entry["path"] == path)


def at(page, made, step):
    page.goto(made.place("index.html").as_uri() + step)
    return page


def focused(page):
    return page.evaluate("document.activeElement.dataset.code || document.activeElement.id")


def check(page, made, target=None):
    at(page, made, "#check").set_input_files("#folder", str(target or made.folder))
    page.wait_for_selector(".verdict")
    rows = page.eval_on_selector_all("#verdict tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))")
    return page.inner_text(".verdict"), page.inner_text(".verdict + p"), rows


def test_overview_says_what_the_package_is(made, opened):
    page = opened()

    assert (page.title(), page.inner_text("h1"), page.inner_text("#sample")) == (TITLE, TITLE, "示例")
    assert page.inner_text("#digest").replace(" ", "") == made.digest
    assert page.inner_text("h1 + p") == "示例市　2025年度创建　截至 2025-11-20"
    listed = page.eval_on_selector_all("main table:last-of-type tbody a", "links => links.map(link => link.textContent)")
    assert listed == ["核验程序", "使用说明", "四性检测报告", "办理经过"]


def test_tree_is_walked_with_the_keyboard_alone(made, opened):
    page = opened()
    page.focus("[role=treeitem]")
    seen = [focused(page)]
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowUp", "End", "Home"):
        page.keyboard.press(key)
        seen.append(focused(page))
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector("h1:has-text('1.1.1')")

    assert seen == ["1", "1.1", "1.1", "1.1.1", "1.2", "1", "1", "1", "1", "1"]
    assert (page.inner_text("h1"), page.get_attribute("[data-code='1.1.1']", "aria-selected")) == (
        "1.1.1 全面实行行政许可事项清单管理",
        "true",
    )


def test_indicator_page_shows_cover_state_and_material(made, opened):
    page = at(opened(), made, "#i/1.1.1")

    assert page.inner_text(".crumbs") == "总览 / 一、政府职能依法全面履行 / （一）加大简政放权力度"
    assert (page.inner_text("h1 + p"), page.inner_text(".cover")) == ("达标", "本市实行行政许可事项清单管理，清单外一律不得设定许可。")
    rows = page.eval_on_selector_all("main tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))")
    found = {entry["path"]: entry["sha256"][:8] for entry in made.files}
    assert rows == [
        ["公布情况", "佐证", "市政务服务中心", "48 B", found[REPORT]],
        ["行政许可事项清单（2025年版）", "佐证", "市政务服务中心", "10 KB", found[LIST]],
    ]


def test_cover_without_its_words_in_the_page_is_shown_from_its_file(made, opened):
    made.texts.clear()
    made.seal()
    page = at(opened(), made, "#i/1.1.1")

    assert page.frame_locator("iframe.cover").locator("body").inner_text() == "本市实行行政许可事项清单管理，清单外一律不得设定许可。"


def test_hostile_names_are_only_text(made, opened):
    made.texts[REPORT] = f"</script><script>alert(1)</script>{HOSTILE}"
    made.manifest["title"] = made.manifest["city"] = made.manifest["campaign"] = f"{HOSTILE}</script><script>alert(2)</script>"
    for entry in made.files:
        entry["unit"] = HOSTILE
    made.seal()
    page = opened()
    heading = page.inner_text("h1")
    page.fill("#find", "img src")
    hits = page.eval_on_selector_all(".hits li a", "links => links.map(link => link.textContent)")
    at(page, made, "#i/1.2.1")
    listed = page.eval_on_selector_all("main tbody a", "links => links.map(link => link.textContent)")

    assert heading == made.manifest["title"]
    assert hits == [f"1.2.1 落实公平竞争审查制度{HOSTILE}", *(entry["title"] for entry in made.files)]
    assert listed == [HOSTILE, "公示"]
    assert page.locator("main img[onerror], main script").count() == 0


def test_hostile_paths_get_no_link(made, opened):
    for entry, path in zip(made.files, ("../../etc/passwd", "javascript:alert(1)", "材料/a?b#c.txt"), strict=False):
        entry["path"] = path
    made.seal()
    page, links = opened(), []
    for place in range(3):
        at(page, made, f"#f/{place}")
        links.append(page.evaluate("document.querySelector('.head .button')?.getAttribute('href')"))

    assert links == [None, "./javascript%3Aalert(1)", "./%E6%9D%90%E6%96%99/a%3Fb%23c.txt"]


def test_search_finds_titles_and_words_and_marks_them(made, opened):
    page = opened()
    page.keyboard.press("/")
    assert focused(page) == "find"
    page.keyboard.type("三月 清单")
    hits = page.eval_on_selector_all(".hits li", "hits => hits.map(hit => hit.textContent)")
    marks = page.eval_on_selector_all(".hits mark", "marks => marks.map(mark => mark.textContent)")
    page.fill("#find", "没有这样的词")
    none = page.inner_text("h1 + p")
    page.keyboard.press("Escape")

    assert (hits, marks) == (["公布情况 1.1.1 · 佐证 · 市政务服务中心清单已于三月公布，共三百二十项。"], ["清单", "三月"])
    assert none == "没有找到。可以换短一些的词，多个词之间用空格。"
    assert page.inner_text("h1") == TITLE


def test_previews_of_picture_text_and_page(made, opened):
    page = at(opened(), made, f"#f/{number(made, SCAN)}")
    page.wait_for_function("document.querySelector('.preview img').naturalWidth === 1")
    text = at(page, made, f"#f/{number(made, REPORT)}").inner_text(".preview")
    report = at(page, made, f"#f/{number(made, '四性检测报告.html')}").frame_locator(".preview iframe").locator("h1").inner_text()

    assert (text, report) == ("清单已于三月公布，共三百二十项。", "四性检测报告")
    assert page.get_attribute(".preview iframe", "sandbox") == ""


def test_frozen_page_handed_over_is_shown_without_its_script(made, opened):
    page = opened(errors=False)  # the browser says that it blocked the page's script
    at(page, made, f"#f/{number(made, PAGE)}")
    before = page.locator(".preview iframe").count()
    check(page, made)
    at(page, made, f"#f/{number(made, PAGE)}")
    shown = page.frame_locator(".preview iframe").locator("h1").inner_text()

    assert (before, shown, page.title()) == (0, "公示", TITLE)


def test_missing_picture_says_so(made, opened):
    made.place(SCAN).unlink()
    page = opened(errors=False)
    at(page, made, f"#f/{number(made, SCAN)}")
    page.wait_for_selector(".preview p")

    assert page.inner_text(".preview") == "这里显示不了。请点“打开文件”；如果也打不开，请先把材料包整个解压。"


def test_whole_folder_fits(made, opened):
    page = opened()

    assert check(page, made) == ("全部一致", "读了 15 个文件，清单所列的有 10 个一致。", [])
    at(page, made, "#i/1.1.1")
    assert page.eval_on_selector_all("tbody td:last-child", "cells => cells.map(cell => cell.textContent)") == ["一致", "一致"]


@pytest.mark.parametrize("before", ["", "delete window.Worker", "window.Worker = class { constructor() { throw new Error() } }"])
def test_every_kind_of_fault_is_named(made, opened, before):
    one, other = made.place(LIST).read_bytes(), made.place(PAGE).read_bytes()
    made.write(LIST, other)
    made.write(PAGE, one)
    made.write(REPORT, "清单已于四月公布，共三百二十项。".encode())
    made.place(f"{PERMITS}/封面.txt").unlink()
    made.place(SCAN).rename(made.place(f"{FAIRNESS}/佐证/另一张.png"))
    made.write("材料/多.txt", b"more")
    made.write("材料/.DS_Store", b"finder")

    said, count, rows = check(opened(before=before), made)
    assert (said, count) == ("6 处不合", "读了 16 个文件，清单所列的有 5 个一致。")
    assert sorted(rows) == sorted(
        [
            [LIST, "对调", f"与 {PAGE}"],
            [PAGE, "对调", f"与 {LIST}"],
            [REPORT, "被改动", ""],
            [f"{PERMITS}/封面.txt", "缺少", ""],
            [SCAN, "改名", f"现在叫 {FAIRNESS}/佐证/另一张.png"],
            ["材料/多.txt", "多出", ""],
        ]
    )


def test_other_manifest_than_the_page_holds_is_named(made, opened):
    made.write("清单.json", b"{}")

    assert check(opened(), made)[2] == [["清单.json", "被改动", "与本页所带的清单不同"]]


def test_loose_files_dropped_are_known_by_their_digests(made, opened):
    page = at(opened(), made, "#check")
    page.evaluate(
        """known => {
            const transfer = new DataTransfer();
            for (const [name, text] of known) transfer.items.add(new File([text], name));
            const event = new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
            document.querySelector(".drop").dispatchEvent(event);
        }""",
        [["甲.txt", "清单已于三月公布，共三百二十项。"], ["乙.txt", "清单已于五月公布，共三百二十项。"]],
    )
    page.wait_for_selector(".verdict")

    assert page.inner_text(".verdict + p") == "读了 2 个文件，清单所列的有 1 个一致。"
    assert page.inner_text("#verdict tbody tr").split("\t") == ["乙.txt", "不在清单", "被改动，或不是这个材料包的文件"]


@pytest.mark.parametrize("size", [0, 1, 55, 56, 63, 64, 65, 119, 128, 1000, 5_000_000])
def test_sha256_of_the_page_agrees(made, opened, size):
    page = opened()
    found = page.evaluate(
        """size => {
            const bytes = Uint8Array.from({ length: size }, (_, at) => at * 31 & 255), digest = sha256();
            for (let from = 0, step = 1; from < size; from += step, step = step * 3 + 1) digest.update(bytes.subarray(from, from + step));
            return digest.hex();
        }""",
        size,
    )

    assert found == hashlib.sha256(bytes(at * 31 & 255 for at in range(size))).hexdigest()


def test_phone_has_one_column_and_nothing_runs_over(made, opened):
    page, widths = opened(width=390), []
    for step in ("#", "#i/1.1.1", "#i/1.2.1", f"#f/{number(made, LIST)}", "#check"):
        at(page, made, step)
        widths.append(page.evaluate("document.documentElement.scrollWidth"))
    hidden = page.is_hidden("#tree")
    page.click("#contents")
    page.click("[data-code='1.2'] > .row")
    page.click("[data-code='1.2.1'] > .row")

    assert (widths, hidden) == ([390] * 5, True)
    assert (page.is_hidden("#tree"), page.inner_text("h1")) == (True, f"1.2.1 落实公平竞争审查制度{HOSTILE}")


def test_page_allows_no_connection_and_no_script_but_its_own(made, opened):
    page = opened(errors=False)
    policy = page.get_attribute("meta[http-equiv]", "content")
    refused = page.evaluate(
        """async () => {
            const made = document.createElement("script");
            made.textContent = "window.ran = true";
            document.body.append(made);
            return [window.ran === undefined, await fetch("清单.json").then(() => false, () => true)];
        }"""
    )

    assert re.sub(r"'sha256-[\w+/=]+'", "'sha256'", policy).split("; ")[:3] == [
        "default-src 'none'",
        "script-src 'sha256'",
        "style-src 'sha256'",
    ]
    assert "connect-src 'none'" in policy.split("; ")
    assert refused == [True, True]


def test_template_is_the_same_for_every_package(made):
    page = b"".join(offline.viewer(b"x" * 1_000_000, b"{}"))
    blocks = re.findall(rb'<script type="application/json" id="\w+">([^<]*)</script>', page)
    for block in blocks:
        page = page.replace(b">" + block + b"<", b"><")

    assert (len(blocks), hashlib.sha256(page).hexdigest()) == (2, offline.viewer_sha256())
    assert (b"http://" in page, b"https://" in page, b"innerHTML" in page) == (False, False, False)
