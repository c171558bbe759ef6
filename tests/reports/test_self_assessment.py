"""The self-assessment report: what it says, what it never says, its edited passages, and its layout."""

import io
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from fazhi.campaign.models import Narrative, Proof, Submission
from fazhi.journal.write import trail
from fazhi.people.actor import NotAllowed, Refused
from fazhi.reports.models import ReportText
from fazhi.reports.self_assessment import write_self_assessment
from fazhi.reports.texts import drop_edit, edit_passage, passages
from review.cast import City

DAY = date(2025, 9, 10)


def opened(city: City):
    stream = io.BytesIO()
    write_self_assessment(city.campaign, stream, DAY)
    stream.seek(0)
    return docx.Document(stream)


def lines(city: City) -> list[str]:
    return [paragraph.text for paragraph in opened(city).paragraphs if paragraph.text.strip()]


def passage(city: City, place: str):
    return next(each for each in passages(city.campaign, DAY) if each.place == place)


def test_the_report_tells_what_was_done_and_lists_only_accepted_proofs(city):
    city.at("accepted")
    city.at("taskforce", city.ask(4, "备案率"), "在审的材料")

    assert lines(city) == [
        "金昌市\n法治政府建设示范创建自评报告",
        "金昌市组织开展法治政府建设示范创建，创建周期自2024年1月1日至2025年12月31日。"
        "对照《测试版》，本次创建涉及一级指标1项、二级指标1项、三级指标2项，由3个单位分工承担。",
        "截至本报告形成之日，应交材料2份，已交2份，已认定1份；应交材料全部认定的三级指标1项。现将自评情况报告如下。",
        "一、依法行政制度体系完善",
        "（一）加强行政规范性文件监督管理",
        "1.合法性审核率（2.8.3）",
        "全年审核规范性文件12件。",
        "应交材料1份，已交1份，已认定1份。",
        "佐证材料：〔2.8.3-01〕审核意见书第1号（2025年3月1日，市教育局）。",
        "2.备案率（2.8.4）",
        "全年审核规范性文件12件。（该单位报送尚未认定）",
        "应交材料1份，已交1份，已认定0份。另有1份材料尚在审核，未列入佐证目录。",
        "二、存在的问题",
        "尚在审核、未经认定的材料1份。",
        "三、下一步打算",
        "办结在审的1份材料，逐件提出意见。",
        "按方案推进“全面创建”阶段工作，2025年9月30日前完成。",
        "金昌市",
        "2025年9月10日",
        "附件：佐证材料目录",
        "本目录共1件，均为已认定的材料；尚在审核或退回修改的不列入。",
        "本文件生成时，工作日志尚未封存。",
    ]
    index = [[cell.text for cell in row.cells] for row in opened(city).tables[0].rows]
    assert index == [
        ["编号", "材料名称", "形成日期", "提供单位", "证明点"],
        ["2.8.3-01", "审核意见书第1号", "2025年3月1日", "市教育局", "全文"],
    ]


def test_drafts_and_returned_texts_are_not_taken_for_the_units_word(city):
    city.filled()

    assert passage(city, "2.8.3").drafted == "各单位尚未报送工作开展情况。"


def test_several_units_are_named_the_leads_first(city):
    city.at("accepted")
    mine = city.start(unit=city.justice)
    Submission.objects.filter(pk=mine.pk).update(state=Submission.State.ACCEPTED)
    Narrative.objects.create(submission=mine, text="牵头制定审核办法。", written_by="司法联络员")

    assert passage(city, "2.8.3").drafted == "市司法局：牵头制定审核办法。\n市教育局：全年审核规范性文件12件。"


def test_edited_text_survives_and_says_where_the_fresh_draft_differs(city):
    submission = city.at("accepted")
    edit_passage(city.force, city.campaign, "2.8.3", "我市审核规范性文件12件，\r\n全部公布。")
    assert (passage(city, "2.8.3").text, passage(city, "2.8.3").changed_since_edit) == ("我市审核规范性文件12件，\n全部公布。", False)

    Narrative.objects.filter(submission=submission).update(text="全年审核规范性文件13件。")

    kept = passage(city, "2.8.3")
    assert (kept.text, kept.drafted, kept.changed_since_edit) == (
        "我市审核规范性文件12件，\n全部公布。",
        "全年审核规范性文件13件。",
        True,
    )
    assert [line for line in lines(city) if "12件" in line or "13件" in line] == ["我市审核规范性文件12件，"]
    drop_edit(city.force, city.campaign, "2.8.3")
    assert (passage(city, "2.8.3").text, ReportText.objects.count()) == ("全年审核规范性文件13件。", 0)


def test_editing_is_journalled_with_before_and_after(city):
    edit_passage(city.force, city.campaign, "next", "按计划推进。")

    entry = trail(ReportText.objects.get())[0]
    assert entry.said == "修改了自评报告“下一步打算”的文字"
    assert entry.changes["内容"][1] == "按计划推进。"


def test_only_the_task_force_edits(city):
    with pytest.raises(NotAllowed):
        edit_passage(city.liaison, city.campaign, "opening", "一切都好。")

    assert ReportText.objects.count() == 0


def test_two_who_edit_do_not_overwrite_each_other(city):
    draft = passage(city, "next").text
    edit_passage(city.force, city.campaign, "next", "甲的文字。", seen=draft)

    with pytest.raises(Refused) as refusal:
        edit_passage(city.force, city.campaign, "next", "乙的文字。", seen=draft)

    assert str(refusal.value) == "“下一步打算”的文字在您打开页面后已被专班王修改，您的修改没有保存。请先复制您的文字，刷新页面后对照再改。"
    assert passage(city, "next").text == "甲的文字。"


@pytest.mark.parametrize(
    ("place", "text", "message"),
    [
        ("9.9.9", "文字", "自评报告里没有位置“9.9.9”，可能指标已经调整。请刷新页面后从列表中选择。"),
        ("next", " \n ", "没有写任何文字。想恢复为生成稿，请用“恢复生成稿”。"),
        ("next", "长" * 20_001, "这段文字有 20001 个字，最多 20000 个字。请精简后再保存。"),
    ],
)
def test_a_text_that_cannot_stand_is_refused(city, place, text, message):
    with pytest.raises(Refused) as refusal:
        edit_passage(city.force, city.campaign, place, text)

    assert str(refusal.value) == message


def test_a_text_whose_indicator_went_is_kept_apart(city):
    edit_passage(city.force, city.campaign, "2.8.3", "写好的文字。")
    city.demand.delete()

    left = passages(city.campaign, DAY)[-1]
    assert (left.place, left.text, left.is_left_over) == ("2.8.3", "写好的文字。", True)
    assert "写好的文字。" not in lines(city)


def test_not_applicable_is_said_and_not_counted(city):
    city.demand.applies, city.demand.na_reason = "no", "本市没有这类事项"
    city.demand.save()

    told = lines(city)
    assert told[told.index("1.合法性审核率（2.8.3）") + 1] == "本项不适用。理由：本市没有这类事项"
    assert (
        told[2]
        == "截至本报告形成之日，应交材料0份，已交0份，已认定0份；应交材料全部认定的三级指标0项，经批准不适用1项。现将自评情况报告如下。"
    )


def test_a_sample_is_marked_in_title_and_header(city):
    city.campaign.is_sample = True
    city.campaign.save()

    document = opened(city)
    assert document.paragraphs[0].text == "金昌市\n法治政府建设示范创建自评报告（示例）"
    assert document.sections[0].header.paragraphs[0].text == "示例"


def test_the_layout_is_that_of_official_documents(city):
    city.at("accepted")
    document = opened(city)
    section = document.sections[0]
    found = [section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    wanted = [Mm(210), Mm(297), Mm(37), Mm(35), Mm(28), Mm(26)]
    assert [round(length.mm, 1) for length in found] == [round(length.mm, 1) for length in wanted]

    def font(text):
        run = next(paragraph for paragraph in document.paragraphs if paragraph.text.startswith(text)).runs[0]
        fonts = run._element.rPr.rFonts
        return fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii")), run.font.size.pt

    assert font("金昌市\n") == ("方正小标宋简体", "方正小标宋简体", 22)
    assert font("一、") == ("黑体", "黑体", 16)
    assert font("（一）") == ("楷体_GB2312", "楷体_GB2312", 16)
    assert font("1.") == ("仿宋_GB2312", "仿宋_GB2312", 16)
    assert font("全年审核") == ("仿宋_GB2312", "仿宋_GB2312", 16)
    footer = section.footer.paragraphs[0]
    assert ("".join(run.text for run in footer.runs), footer.runs[0].font.size.pt) == ("— 1 —", 14)


def test_numbers_stay_when_later_proofs_are_accepted(city):
    submission = city.at("accepted", None, "甲", "乙")
    before = [line for line in lines(city) if line.startswith("佐证材料：")]
    later = city.show(submission, "丙")
    Proof.objects.filter(pk=later.pk).update(state=Proof.State.ACCEPTED)

    after = [line for line in lines(city) if line.startswith("佐证材料：")]
    assert before == ["佐证材料：〔2.8.3-01〕甲（2025年3月1日，市教育局）；〔2.8.3-02〕乙（2025年3月1日，市教育局）。"]
    assert after == [before[0][:-1] + "；〔2.8.3-03〕丙（2025年3月1日，市教育局）。"]
