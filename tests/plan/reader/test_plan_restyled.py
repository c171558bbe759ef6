"""The whole sample plan written as other cities would: the same 32 tasks, units, targets and phases each time."""

import re
from pathlib import Path

import pytest

import fazhi
from fazhi.plan.reader import read
from plan.reader.expected import STATED, stated
from plan.reader.invariants import holds

SAMPLE = (Path(fazhi.__file__).parent / "sample" / "plan.txt").read_text(encoding="utf-8")
NOTE = re.compile(r"（牵头单位：([^；]*)；责任单位：([^）]*)）")
TASK = re.compile(r"^(\d+)\.", re.MULTILINE)
CHINESE = "零一二三四五六七八九十"


def chinese(number):
    tens, ones = divmod(number, 10)
    return (CHINESE[tens] if tens > 1 else "") + ("十" if tens else "") + (CHINESE[ones] if ones or not tens else "")


def half_width(text):
    return text.translate(str.maketrans("（）：；，", "():;,"))


STYLES = {
    "half-width signs": half_width,
    "full-width digits": lambda text: re.sub(r"\d", lambda digit: chr(ord(digit.group()) + 0xFEE0), text[text.index("一、总体") :]),
    "tasks 1、": lambda text: TASK.sub(r"\1、", text),
    "tasks （1）": lambda text: TASK.sub(r"（\1）", text),
    "tasks (1)": lambda text: half_width(TASK.sub(r"（\1）", text)),
    "sections 1. tasks （1）": lambda text: re.sub(
        r"^（([一二三四五六七八九])）(?!部署|实施|自评|巩固|评估)",
        lambda found: f"{CHINESE.index(found.group(1))}.",
        TASK.sub(r"（\1）", text),
        flags=re.MULTILINE,
    ),
    "title on its own line": lambda text: re.sub(r"^(\d+\.[^。\n]+)。", r"\1\n　　", text, flags=re.MULTILINE),
    "notes on their own lines": lambda text: NOTE.sub(r"\n牵头单位：\1\n责任单位：\2", text),
    "notes on one line of their own": lambda text: NOTE.sub(r"\n牵头单位:\1 责任单位:\2", text),
    "notes 配合单位": lambda text: NOTE.sub(r"（牵头单位：\1；配合单位：\2）", text),
    "notes with 牵头 and 配合": lambda text: NOTE.sub(r"（\1牵头，\2配合）", text),
    "notes with 负责 and 按职责分工": lambda text: NOTE.sub(r"（由\1牵头负责，\2按职责分工负责）", text),
    "notes in square brackets": lambda text: NOTE.sub(r"【牵头单位：\1；责任单位：\2】", text),
    "notes on a bracketed line": lambda text: NOTE.sub(r"\n（牵头单位：\1；\n责任单位：\2）", text),
    "notes behind the title": lambda text: re.sub(
        r"^(\d+\.[^。\n]+)。([^\n]*?)（(牵头单位[^\n]*)）$", r"\1（\3）\n\2", text, flags=re.MULTILINE
    ),
    "units joined by commas": lambda text: NOTE.sub(lambda note: note.group().replace("、市", "，市").replace("、各", ", 各"), text),
    "units joined by blanks": lambda text: NOTE.sub(lambda note: note.group().replace("、市", " 市").replace("、各", "　各"), text),
    "deadline beside the units": lambda text: NOTE.sub(r"（牵头单位：\1；责任单位：\2；完成时限：8月底前）", text),
    "blank lines and indents": lambda text: "\r\n\r\n".join("　　" + line for line in text.split("\n")),
    "everything in the task part run together": lambda text: re.sub(r"）\n(?=\d)", "）", text),
}


@pytest.mark.parametrize("style", STYLES)
def test_sample_plan_in_another_style_says_the_same(style):
    text = STYLES[style](SAMPLE)
    assert text != SAMPLE

    reading = read(text)

    assert stated(reading) == STATED
    holds(reading)


def test_sample_plan_with_roman_chapters_as_sections():
    """Where 一、 to 九、 are the sections and （一） the tasks, numbers restart and the phases come tenth."""
    body = SAMPLE[SAMPLE.index("（一）政府职能") : SAMPLE.index("三、实施步骤")]
    body = re.sub(r"^（([一二三四五六七八九])）", r"\1、", body, flags=re.MULTILINE)
    body = TASK.sub(lambda found: f"（{chinese(int(found.group(1)))}）", body)
    text = (
        "示例市2025年实施方案\n"
        + body
        + SAMPLE[SAMPLE.index("三、实施步骤") :].replace("三、实施步骤", "十、实施步骤").replace("四、组织", "十一、组织")
    )

    facts = stated(read(text))

    assert {**facts, "counts": STATED["counts"]} == STATED
