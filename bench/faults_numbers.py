"""Planted faults of family `numbers`: numbers used twice or out of order, papers without an end, and innocent look-alikes.

Run alone: python bench/faults_numbers.py.
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from faultfiles import alone, written
from signalcorpus import Trial

BRACKETS = ("〔{}〕", "[{}]", "（{}）", "【{}】", "﹝{}﹞")
SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_made = iter(range(10**6))


def letters() -> str:
    """A 机关代字 that nobody has had yet."""
    number = next(_made)
    return "示" + SIGNS[number % 22] + SIGNS[number // 22 % 22] + SIGNS[number // 484 % 22] + "发"


def paper(city: Any, unit: Any, number: str, day: date | None, subject: str = "", *, before: str = "", after: str = "") -> str:
    """The words of a notice; without `day` it ends without organ and day."""
    topic = subject or f"做好{city.random.choice('一二三四五六七八九')}类示例事项"
    lines = [before, number, f"{unit.name}关于{topic}工作的通知", "各科室：", *city.writer.sentences("各科室", 8)]
    lines += [unit.name, f"{day.year}年{day.month}月{day.day}日"] if day else []
    return "\n".join(line for line in [*lines, after] if line)


def spelt(city: Any, series: str, year: int, no: int) -> str:
    """A number in one of the ways in which offices and scanners write it."""
    return series + city.random.choice(BRACKETS).format(year) + f"{no}号"


def twice(city: Any, cases: int) -> Iterator[Trial]:
    for _ in range(cases):
        one, two = city.two()
        series, day, no = letters(), date(2024, city.random.randint(1, 12), 11), city.random.randint(1, 90)
        older = written(city, one, paper(city, one, spelt(city, series, 2024, no), day))
        yield Trial(
            "number-twice", "两份文件同一字号", True, written(city, one, paper(city, one, spelt(city, series, 2024, no), day)), older
        )
        series = letters()
        same = paper(city, one, f"{series}〔2024〕{no}号", day)
        written(city, one, same)
        yield Trial("number-twice", "两个单位交同一份文件", False, written(city, two, same))
        noisy = "\n".join(line if len(line) < 40 else city.writer.scattered(line, 0.03) for line in same.split("\n"))
        yield Trial("number-twice", "同一份文件的扫描识别稿", False, written(city, two, noisy))
        cited = paper(city, two, f"{letters()}〔2024〕{no}号", day).replace(
            "各科室：", f"各科室：\n根据《示例通知》（{series}〔2024〕{no}号）要求，通知如下。", 1
        )
        yield Trial("number-twice", "正文引用别的字号", False, written(city, two, cited))


def order(city: Any, cases: int) -> Iterator[Trial]:
    dice = city.random
    for _ in range(cases):
        unit, series, year = dice.choice(city.units), letters(), 2024
        wrong = dice.randint(0, 7)
        papers = []
        for no in range(8):
            day = date(year, 1, 20) + timedelta(days=40 * no + dice.randint(-6, 6))
            if no == wrong:
                day = date(year, 12, 1) if no < 4 else date(year, 1, 3)
            papers.append(written(city, unit, paper(city, unit, spelt(city, series, year, 3 * no + 2), day)))
        yield Trial("number-order", "八份中一份次序颠倒", True, papers[wrong])
        yield Trial("number-order", "同序列的其余各份", False, papers[(wrong + 1) % 8])
        yield Trial("number-order", "同序列的其余各份", False, papers[(wrong + 5) % 8])
        day = date(year, dice.randint(2, 11), dice.randint(1, 28))
        bad = paper(city, unit, spelt(city, letters(), year + dice.choice((-1, 1)), 7), day)
        yield Trial("number-order", "年份与日期不符", True, written(city, unit, bad))
        turn = paper(city, unit, spelt(city, letters(), year - 1, 99), date(year, 1, dice.randint(2, 12)))
        yield Trial("number-order", "跨年编号", False, written(city, unit, turn))
        series = letters()
        for no in range(6):
            day = date(year, 3, 1) + timedelta(days=9 * no + dice.randint(-9, 9))
            last = written(city, unit, paper(city, unit, spelt(city, series, year, no + 1), day))
        yield Trial("number-order", "先后差几天", False, last)


def unsigned(city: Any, cases: int) -> Iterator[Trial]:
    dice = city.random
    for _ in range(cases):
        unit, day = dice.choice(city.units), date(2024, dice.randint(1, 12), dice.randint(1, 28))
        number = lambda: spelt(city, letters(), 2024, dice.randint(1, 90))  # noqa: E731
        site = f"索引号：000/2024\n发布日期：{day.isoformat()}"
        signed = paper(city, unit, number(), day)
        spaced = "\n".join(" ".join(line) if line in (unit.name, signed.split("\n")[-1]) else line for line in signed.split("\n"))
        annex = "附件\n示例分工表\n" + "\n".join(city.writer.sentences("各科室", 5))
        minutes = f"{number()}\n{unit.name}关于研究示例工作的会议纪要\n" + "\n".join(city.writer.sentences("会议", 6))
        for level, planted, words in (
            ("没有落款", True, paper(city, unit, number(), None)),
            ("没有落款，后有附件", True, paper(city, unit, number(), None, after=annex)),
            ("有落款", False, signed),
            ("落款字间有空格", False, spaced),
            ("落款后有附件", False, paper(city, unit, number(), day, after=annex)),
            ("网站打印件", False, paper(city, unit, number(), None, before=site)),
            ("会议纪要", False, minutes),
            ("没有字号的材料", False, paper(city, unit, "", None)),
        ):
            yield Trial("seal-missing", level, planted, written(city, unit, words))


FAULTS = {"字号重复": twice, "字号次序": order, "没有落款": unsigned}

if __name__ == "__main__":
    sys.exit(alone(FAULTS, "var/bench-faults"))
