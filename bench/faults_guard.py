"""A planted corpus for the guard: invented personal values and marks among innocent look-alikes; prints precision and recall of each kind.

Run: python bench/faults_guard.py. No number belongs to a person: identity numbers carry birthdays of the 1800s.
"""

import random
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from fazhi.evidence.guard.marks import bears_mark
from fazhi.evidence.guard.numbers import passes_luhn, with_id_check
from fazhi.evidence.guard.personal import LABELS, Kind, found_in, masked_already

SEED, DOCUMENTS = 20260401, 600
FULL = str.maketrans("0123456789X-", "０１２３４５６７８９Ｘ－")
NAMES = ("王示范", "李样本", "张测试", "欧阳示例", "赵某平", "陈小样", "马示例", "周范本")


def id_number(dice: random.Random) -> str:
    region = dice.choice(("110101", "620302", "620321", "330106", "440305"))
    return with_id_check(f"{region}18{dice.randint(10, 99)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}{dice.randint(0, 999):03}")


def mobile(dice: random.Random) -> str:
    return dice.choice(("130", "138", "139", "147", "152", "166", "177", "189", "199")) + f"{dice.randint(0, 99999999):08}"


def card(dice: random.Random) -> str:
    first = dice.choice(("622848", "621700", "622202", "625901")) + f"{dice.randint(0, 10**12 - 1):012}"
    return next(first + check for check in "0123456789" if passes_luhn(first + check))


def spoilt_id(dice: random.Random) -> str:
    """The same digits with a wrong check: no identity number."""
    number = id_number(dice)
    return number[:17] + ("1" if number[17] != "1" else "2")


def spelt(dice: random.Random, number: str) -> str:
    """As offices and scanners write it: plain, in groups, full width, over a line, with O for 0."""
    way = dice.randrange(6)
    if way == 1 and len(number) == 18:
        return f"{number[:6]} {number[6:14]} {number[14:]}"
    if way == 1:
        return (
            f"{number[:3]}-{number[3:7]}-{number[7:]}"
            if len(number) == 11
            else " ".join(number[at : at + 4] for at in range(0, len(number), 4))
        )
    if way == 2:
        return number.translate(FULL)
    if way == 3 and len(number) == 18:
        return f"{number[:12]}\n{number[12:]}"
    if way == 4 and number.count("0") and len(number) in (11, 18):
        at = number.rfind("0", 3)
        return number[:at] + "O" + number[at + 1 :] if at > 3 else number
    return number


def planted(dice: random.Random) -> tuple[str, list[Kind]]:
    """A sentence of an office paper with personal values in it, and what they are."""
    name, number, phone = dice.choice(NAMES), id_number(dice), mobile(dice)
    shapes = (
        (f"当事人：{name}，男，汉族，身份证号{spelt(dice, number)}。", [Kind.NAME, Kind.ID_CARD]),
        (f"申请人：{name}，联系电话{spelt(dice, phone)}。", [Kind.NAME, Kind.MOBILE]),
        (f"{name}\t女\t{spelt(dice, number)}\t{phone}", [Kind.NAME, Kind.ID_CARD, Kind.MOBILE]),
        (f"补偿款汇入户名：{name}，卡号{spelt(dice, card(dice))}。", [Kind.NAME, Kind.BANK_CARD]),
        (f"请拨打{spelt(dice, phone)}与经办人联系。", [Kind.MOBILE]),
        (f"公民身份号码 {spelt(dice, number)}", [Kind.ID_CARD]),
        (f"护照号码：E{dice.randint(10000000, 99999999)}", [Kind.PASSPORT]),
        (f"姓名\n{name}\n证件号码\n{number}\n", [Kind.NAME, Kind.ID_CARD]),
    )
    return dice.choice(shapes)


def innocent(dice: random.Random) -> str:
    """A sentence that looks like it holds a personal value and does not."""
    number = f"{dice.randint(0, 10**14 - 1):014}"
    return dice.choice(
        (
            f"金政发〔{dice.randint(2019, 2025)}〕{dice.randint(1, 300)}号",
            f"统一社会信用代码：12620300MB{dice.randint(1000000, 9999999)}X",
            f"统一社会信用代码 9162030{number[:10]}{dice.choice('0123456789')}",
            f"办公电话：0935-82{dice.randint(10000, 99999)}，政务服务便民热线12345，投诉举报12315。",
            f"值班电话 （0935）82{dice.randint(10000, 99999)}，报警110，传真0935-8212345-8012。",
            f"2025年{dice.randint(1, 12)}月{dice.randint(1, 28)}日至2025-12-31",
            f"项目代码：2025-620302-48-01-{dice.randint(100000, 999999)}",
            f"行政处罚决定书文号：金市监罚〔2025〕{dice.randint(100, 999)}号，案号：138{dice.randint(10**7, 10**8 - 1)}",
            f"合同金额138{dice.randint(10**7, 10**8 - 1)}.50元",
            f"订单号：62{dice.randint(10**16, 10**17 - 1)}",
            f"编号{spoilt_id(dice)}",
            f"事项编码：{id_number(dice)}",
            f"身份证号：{id_number(dice)[:3]}***********{dice.randint(1000, 9999)}",
            f"联系电话：138****{dice.randint(1000, 9999)}",
            "当事人应当自收到本决定书之日起六十日内申请行政复议。",
            "申请人：金昌市某某商贸有限公司",
            "当事人：张某某，男，回族。",
            "姓名\t性别\t职务\t联系方式\n",
            f"IP地址192.168.{dice.randint(1, 254)}.{dice.randint(1, 254)}，版本 13.8.{dice.randint(1000, 9999)}",
            f"序号{number[:11]}，档号620302-2025-Y-{number[:4]}",
        )
    )


def marks(dice: random.Random) -> tuple[str, bool]:
    """The head of a paper, and whether it bears a mark of secrecy."""
    secret = ("机密★1年", "秘密★", "绝　密★30年", "机\n密\n★\n1年", "密级：机密", "【秘密】", "000012\n秘密★５年\n特急", "机密\n")
    plain = (
        "做好保密工作，严守国家秘密",
        "秘密级以上文件管理制度",
        "内部资料　注意保存",
        "密级：公开",
        "密级：绝密/机密/秘密",
        "严禁泄露商业秘密和工作秘密",
        "特急\n金昌市人民政府文件",
        "在首页标注“机密★1年”",
    )
    is_secret = dice.random() < 0.5
    return dice.choice(secret if is_secret else plain) + "\n关于印发工作方案的通知\n各有关单位：", is_secret


def measured(documents: int = DOCUMENTS, seed: int = SEED) -> dict[str, tuple[int, int, int]]:
    """Label → (found rightly, found wrongly, missed), over documents of a dozen sentences each."""
    dice = random.Random(seed)
    right, wrong, missed = Counter(), Counter(), Counter()
    for _ in range(documents):
        lines = [planted(dice) if dice.random() < 0.35 else (innocent(dice), []) for _ in range(12)]
        want = Counter(kind for _, kinds in lines for kind in kinds)
        got = Counter(each.kind for each in found_in("\n".join(text for text, _ in lines)) if each.is_sure)
        for kind in Kind:
            right[LABELS[kind]] += min(want[kind], got[kind])
            wrong[LABELS[kind]] += max(0, got[kind] - want[kind])
            missed[LABELS[kind]] += max(0, want[kind] - got[kind])
        head, is_secret = marks(dice)
        (right if bears_mark(head) and is_secret else wrong if bears_mark(head) else missed if is_secret else Counter())["密级标志"] += 1
    return {
        label: (right[label], wrong[label], missed[label])
        for label in [*LABELS.values(), "密级标志"]
        if right[label] + wrong[label] + missed[label]
    }


def shares(right: int, wrong: int, missed: int) -> tuple[float, float]:
    """Precision and recall; 1 where there was nothing to be wrong about."""
    return (right / (right + wrong) if right + wrong else 1.0, right / (right + missed) if right + missed else 1.0)


def main() -> None:
    print(f"{DOCUMENTS} 份，每份 12 句，种子 {SEED}\n\n| 种类 | 找对 | 误报 | 漏报 | 准确率 | 召回率 |\n|---|--:|--:|--:|--:|--:|")
    for label, counts in measured().items():
        precision, recall = shares(*counts)
        print(f"| {label} | {counts[0]} | {counts[1]} | {counts[2]} | {precision:.3f} | {recall:.3f} |")
    print(f"\n已遮盖的号码算作已遮盖：{masked_already('330***********1234，138****5678')} / 2")


if __name__ == "__main__":
    main()
