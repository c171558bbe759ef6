"""Family `numbers`: numbers that stand twice or out of order, papers without an end, and their innocent look-alikes."""

from datetime import date

import pytest

from evidence.papers import document, examined, handed_in, notice, pdf, signals
from fazhi.evidence.confirming import confirm_facts
from fazhi.evidence.models import Item, Signal
from fazhi.evidence.refusals import ItemRefused
from fazhi.journal.models import Entry
from fazhi.people.actor import NotAllowed

OTHER = "经研究，决定成立应急指挥部，负责统筹防汛抗旱和物资调度工作，成员名单附后，各成员应当按照分工抓好落实。"


@pytest.fixture
def paper(cast, send):
    """`paper(number, day, …)` is a notice that 市司法局 hands in, as a version that was examined."""

    def done(number="", day="2025年4月22日", actor=None, lines=None, data=None, name="通知.docx", on=None, **how):
        return handed_in(actor or cast.owner, send, name, data or document(*(lines or notice(number, day, **how))), on=on)

    return done


def said(version):
    return signals(version, "numbers")


# The same number twice


def test_number_that_stands_on_two_documents(paper, cast):
    first = paper("临司发〔2025〕7号")
    second = paper("临司发[2025]7号", title="临江市司法局关于成立指挥部的通知", body=OTHER)

    assert said(first) == []
    assert said(second) == [
        (
            "number-twice",
            "serious",
            "发文字号临司发〔2025〕7号也出现在市司法局提供的另一份文件《临江市司法局关于检查的通知》上，两份文件内容不同，"
            "本件是《临江市司法局关于成立指挥部的通知》。请核对哪一份的字号写错了；如一份是附件或转发件，请说明。",
        )
    ]
    assert Signal.objects.get().other == first


def test_same_document_of_two_units_in_two_forms_is_innocent(paper, cast):
    paper("临司发〔2025〕7号")
    lines = notice("临司发〔2025〕7号")

    assert said(paper(data=pdf(*lines, created="2025-04-23"), name="通知.pdf", actor=cast.stranger)) == []


def test_number_of_a_removed_item_and_of_an_older_version_does_not_count(paper):
    first = paper("临司发〔2025〕7号")
    Item.objects.filter(pk=first.item_id).update(removed_at=first.uploaded_at)

    assert said(paper("临司发〔2025〕7号", title="临江市司法局关于成立指挥部的通知", body=OTHER)) == []


def test_number_that_is_only_cited_is_not_the_documents_own(paper):
    paper("临司发〔2025〕7号")
    cited = paper("临司发〔2025〕8号", body="根据《临江市司法局关于检查的通知》（临司发〔2025〕7号）要求，现将有关事项通知如下。")

    assert (said(cited), cited.number_no) == ([], 8)


# The order of the year


def test_number_that_rises_while_its_day_falls(paper):
    for number, day in ((5, "2025年2月3日"), (9, "2025年5月6日"), (12, "2025年7月8日")):
        paper(f"临司发〔2025〕{number}号", day, title=f"临江市司法局关于事项{number}的通知")
    wrong = paper("临司发〔2025〕14号", "2025年1月6日", title="临江市司法局关于补充事项的通知")

    assert said(wrong) == [
        (
            "number-order",
            "attention",
            "发文字号临司发〔2025〕14号的日期是2025年1月6日，而同一序列的临司发〔2025〕12号是2025年7月8日，号小日期反而晚183天。"
            "补登、分类编号也会如此，请核对。",
        )
    ]


def test_of_two_that_contradict_each_other_the_odd_one_is_named(paper):
    versions = [
        paper(f"临司发〔2025〕{number}号", day, title=f"临江市司法局关于事项{number}的通知")
        for number, day in ((5, "2025年2月3日"), (6, "2025年11月30日"), (9, "2025年5月6日"), (12, "2025年7月8日"))
    ]

    assert [[kind for kind, _, _ in said(examined(version))] for version in versions] == [[], ["number-order"], [], []]


@pytest.mark.parametrize(
    ("number", "day"),
    [("临司发〔2025〕6号", "2025年1月25日"), ("临司函〔2025〕14号", "2025年1月6日"), ("临司发〔2024〕88号", "2024年12月20日")],
    ids=["signed a few days earlier", "another series", "another year"],
)
def test_order_within_one_series_and_a_few_days_is_left_in_peace(paper, number, day):
    paper("临司发〔2025〕5号", "2025年2月3日", title="临江市司法局关于事项的通知")

    assert said(paper(number, day)) == []


@pytest.mark.parametrize(("day", "found"), [("2025年3月5日", True), ("2025年1月10日", False), ("2024年12月30日", False)])
def test_year_in_the_brackets_is_not_the_year_of_the_day(paper, day, found):
    assert said(paper("临司发〔2024〕95号", day)) == (
        [("number-order", "attention", f"发文字号临司发〔2024〕95号的年份是2024年，正文成文日期是{day}。请核对字号和日期哪一个写错了。")]
        if found
        else []
    )


# The end of the paper


def test_formal_paper_without_organ_and_day_at_its_end(paper):
    lines = notice("临司发〔2025〕7号")[:-2]

    assert said(paper(lines=lines)) == [
        (
            "seal-missing",
            "attention",
            "临司发〔2025〕7号在正文末尾没有读到发文机关和成文日期。这里只看文字，看不见印章图形。请核对是否为正式印发并盖章的文件。",
        )
    ]


def test_copy_from_a_website_is_only_mentioned(paper):
    lines = ("发文字号：临司发〔2025〕7号", "成文日期：2025年4月22日", "发布日期：2025年4月30日", *notice()[:-2])
    ((kind, severity, words),) = said(paper(lines=lines))

    assert (kind, severity, words[-41:]) == (
        "seal-missing",
        "note",
        "这里只看文字，看不见印章图形。像是从网站上打印的，网页通常不带落款和印章；能提供盖章原件更好。"[-41:],
    )


@pytest.mark.parametrize(
    "lines",
    [
        notice()[:-2],
        notice("临司发〔2025〕7号"),
        ("临政纪〔2025〕7号", "临江市人民政府关于研究法治建设工作的会议纪要", "会议听取了汇报。"),
        (*notice("临司发〔2025〕7号")[:-2], "（盖章）"),
    ],
    ids=["no number", "signed", "minutes bear no seal", "seal in words"],
)
def test_papers_that_need_no_seal_or_have_their_end(paper, lines):
    assert said(paper(lines=lines)) == []


# What a person confirms


def test_confirmed_facts_come_into_the_item_and_the_journal(paper, cast):
    version = paper("临司发〔2025〕7号")
    item = confirm_facts(
        cast.owner, version.item, number="临司发[2025] 7 号", organ="临江市司法局", issued_on="2025-04-22", title="关于检查的通知"
    )

    assert (item.doc_number, item.issuer, item.effective_on, item.title) == (
        "临司发〔2025〕7号",
        "临江市司法局",
        date(2025, 4, 22),
        "关于检查的通知",
    )
    entry = Entry.objects.latest("pk")
    assert entry.said == "修改了材料“关于检查的通知”（确认了发文字号、发文机关、形成日期、名称）"


def test_confirmed_number_counts_before_the_number_read(paper, cast):
    version = paper("临司发〔2025〕7号")
    paper("临司发〔2025〕8号", title="临江市司法局关于成立指挥部的通知", body=OTHER)
    confirm_facts(cast.owner, version.item, number="临司发〔2025〕8号")
    again = examined(version)

    assert (again.number_no, [kind for kind, _, _ in said(again)]) == (8, ["number-twice"])
    confirm_facts(cast.owner, version.item, number="")
    assert (examined(version).number_no, said(version)) == (7, [])


def test_what_is_no_number_is_refused_and_nothing_is_written(paper, cast):
    version = paper("临司发〔2025〕7号")
    with pytest.raises(ItemRefused) as refused:
        confirm_facts(cast.owner, version.item, number="第七号文", title="改了")

    assert str(refused.value) == "“第七号文”不是发文字号的写法。请写成“金政发〔2025〕33号”；没有字号的，可以不填。"
    assert Item.objects.get(pk=version.item_id).title == "通知.docx"


def test_another_unit_confirms_nothing(paper, cast):
    version = paper("临司发〔2025〕7号")
    with pytest.raises(NotAllowed):
        confirm_facts(cast.stranger, version.item, number="临司发〔2025〕9号")

    assert Item.objects.get(pk=version.item_id).doc_number == ""


def test_reading_writes_nothing_into_the_form(paper):
    item = paper("临司发〔2025〕7号").item

    assert (item.doc_number, item.issuer, item.effective_on) == ("", "", None)
