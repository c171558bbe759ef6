"""The sample plan of our own making: the same facts as the real plan, in other words."""

from pathlib import Path

import pytest

import fazhi
from fazhi.plan.reader import read, read_file
from plan.reader.expected import REAL, STATED, stated, without_places
from plan.reader.invariants import holds
from plan.reader.makers import docx_of, html_of, pdf_of, table_docx_of

SAMPLE = Path(fazhi.__file__).parent / "sample" / "plan.txt"
LONGEST_COPY = 20
LONGEST_SENTENCE = 12


@pytest.fixture(scope="module")
def text():
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reading(text):
    return read(text)


def test_sample_plan_facts(reading):
    assert stated(reading) == STATED
    holds(reading)


def test_sample_plan_names_itself_a_sample(reading):
    assert reading.as_dict()["document"] == {
        "index_number": "示例0000000000000000/2025-00001",
        "issuer": "示例市人民政府",
        "document_number": "示例政发〔2025〕1号",
        "title": "示例市人民政府关于印发《示例市创建全国法治政府建设示范市实施方案（示例）》的通知",
        "signed_on": "2025-06-13",
        "published_on": "2025-06-30",
    }


@pytest.mark.parametrize("made", [docx_of, html_of, pdf_of], ids=["docx", "html", "pdf"])
def test_sample_plan_reads_the_same_from_another_file(made, text, reading):
    assert without_places(read_file("方案", made(text))) == without_places(reading)


def test_sample_plan_reads_the_same_from_a_table(reading):
    assert without_places(read_file("任务分解表.docx", table_docx_of(reading))) == without_places(reading)


@pytest.fixture(scope="module")
def real():
    if not REAL.is_file():
        pytest.skip(f"真实方案不在 {REAL}：请用 FAZHI_SHARED 指明所在文件夹")
    return read(REAL.read_text(encoding="utf-8"))


@pytest.mark.shared
def test_sample_plan_has_the_facts_of_the_real_plan(real, reading):
    assert stated(reading) == stated(real)
    assert [(task.lead, task.responsible) for task in named(reading)] == [(task.lead, task.responsible) for task in named(real)]


def named(reading):
    """Tasks with the names of their units in order, without places."""
    return [type("Named", (), {"lead": [u.name for u in t.lead], "responsible": [u.name for u in t.responsible]}) for t in reading.tasks]


@pytest.mark.shared
def test_sample_plan_copies_no_wording_of_the_real_plan(real, reading):
    theirs = words(real)
    runs = {theirs[place : place + LONGEST_COPY] for place in range(len(theirs) - LONGEST_COPY + 1)}
    ours = words(reading)

    assert [ours[place : place + LONGEST_COPY] for place in range(len(ours)) if ours[place : place + LONGEST_COPY] in runs] == []


@pytest.mark.shared
def test_sample_plan_copies_no_sentence_of_the_real_plan(real, reading):
    ours = [item.text for task in reading.tasks for item in task.sentences]

    assert [words for words in ours if len(words) > LONGEST_SENTENCE and words in real.text] == []


def words(reading):
    """What the tasks and phases say, without titles and unit notes: those are facts."""
    said = [sentence.text for task in reading.tasks for sentence in task.sentences]
    return "\n".join(said + [activity.text for phase in reading.phases for activity in phase.activities])
