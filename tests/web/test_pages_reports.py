"""报告: the three files, and the texts that people edit."""

import pytest
from django.core.files.base import ContentFile

from fazhi.campaign.models import Campaign
from fazhi.evidence.store import put
from fazhi.journal.models import Entry
from fazhi.reports.making import make, make_file
from fazhi.reports.models import MadeFile
from fazhi.reports.texts import edit_passage, passages
from web.desks import SECRET, address, error, refusal, said, text, texts, typed


def made(town, **facts):
    known = {"campaign": town.campaign, "kind": "ledger", "name": "工作清单台账.xlsx", "state": "ready", "asked_by": "专班王"}
    return MadeFile.objects.create(blob=put(ContentFile(b"0123456789"), "application/zip"), **known | facts)


def send(town, who=None, **fields):
    return town.browser(who or town.force).post("/reports/texts/edit/", fields, follow=True)


def place(town):
    return passages(town.campaign, town.force.today)[0].place


def test_reports_are_asked_for_and_made_in_the_background(town):
    client = town.browser(town.force)
    answer = client.post(address("report-make", "ledger"), follow=True)

    assert said(answer) == ["已开始生成，完成后可以下载。"]
    assert texts(answer, "//div[@id='made']//progress/@value") == ["0"]
    assert texts(answer, "//div[@id='made']/@hx-trigger") == ["every 2s"]
    make_file.call(MadeFile.objects.get().pk, "2025-09-10")
    assert texts(client.get("/reports/"), "//div[@id='made']//a[@class='row-title']") == [MadeFile.objects.get().name]
    assert MadeFile.objects.get().state == "ready"


def test_report_of_an_unknown_kind_is_refused(town):
    answer = town.browser(town.force).post(address("report-make", "nonsense"))

    assert (answer.status_code, refusal(answer)) == (422, "没有这种报告。可以生成的有：工作清单台账、任务分解表、自评报告。")
    assert MadeFile.objects.count() == 0


def test_report_is_downloaded_and_journalled(town):
    answer = town.browser(town.leader).get(address("report-file", made(town).pk))

    assert (answer.status_code, b"".join(answer.streaming_content), answer["Content-Length"]) == (200, b"0123456789", "10")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert [(entry.actor_name, entry.said) for entry in Entry.objects.filter(verb="downloaded")] == [
        ("市领导", "下载了“工作清单台账.xlsx”")
    ]


def test_report_that_is_not_ready_says_so(town):
    file = make(town.force, town.campaign, "ledger")
    answer = town.browser(town.force).get(address("report-file", file.pk))

    assert (answer.status_code, refusal(answer)) == (409, f"“{file.name}”生成中，还不能下载。请稍候刷新页面。")


def test_reports_of_the_city_are_closed_to_the_countys_task_force(town):
    town.brought("accepted")
    file = made(town)
    client = town.browser(town.county_force)
    why = "“金昌创建”的报告由金昌市的创建工作专班生成和查看。请在左上角切换到本级的创建活动。"

    for page in ("/reports/", "/reports/texts/"):
        assert (error(client.get(page)), SECRET in client.get(page).content.decode()) == ((403, "不能打开", why), False)
    assert error(client.get(address("report-file", file.pk)))[0] == 403
    assert error(client.post(address("report-make", "ledger")))[0] == 403
    assert error(send(town, town.county_force, place=place(town), text="改"))[0] == 403


def test_reports_without_a_campaign_say_what_to_do_first(town):
    Campaign.objects.all().delete()
    client = town.browser(town.force)

    assert [
        text(client.get(page), "//main//div[@class='empty']/h2")
        for page in ("/reports/", "/reports/texts/", "/matrix/", "/requirements/", "/units/")
    ] == ["还没有创建活动"] * 5


def test_leader_reads_reports_and_makes_none(town):
    made(town)
    answer = town.browser(town.leader).get("/reports/")

    assert (texts(answer, "//div[@id='made']//a[@class='row-title']"), texts(answer, "//main//form")) == (["工作清单台账.xlsx"], [])


def test_reports_take_the_same_queries_for_one_file_and_for_thirty(town, queries):
    made(town)
    few = queries(town.browser(town.force), "/reports/")
    for no in range(30):
        made(town, name=f"台账{no}.xlsx")

    assert queries(town.browser(town.force), "/reports/") == few


def test_texts_take_the_same_queries_for_five_indicators_and_for_thirty_five(town, queries):
    few = queries(town.browser(town.force), "/reports/texts/")
    town.more(30)

    assert queries(town.browser(town.force), "/reports/texts/") == few


def test_text_is_edited_kept_and_dropped(town):
    here = place(town)
    seen = passages(town.campaign, town.force.today)[0].text
    answer = send(town, place=here, text="我们写的开头。", seen=seen)

    assert (said(answer), typed(answer, "text", "/edit/")) == (["已保存，重新生成报告时保留您的文字。"], ["我们写的开头。"])
    assert said(send(town, place=here, drop="1")) == ["已恢复为生成稿。"]
    assert typed(town.browser(town.force).get("/reports/texts/"), "text", "/edit/")[0].strip() == seen.strip()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("  ", "没有写任何文字。想恢复为生成稿，请用“恢复生成稿”。"),
        ("字" * 20001, "这段文字有 20001 个字，最多 20000 个字。请精简后再保存。"),
    ],
)
def test_text_that_cannot_be_is_refused_and_kept_on_the_page(town, words, why):
    answer = send(town, place=place(town), text=words)

    assert (answer.status_code, refusal(answer), typed(answer, "text", "/edit/")) == (422, why, [words])


def test_text_that_somebody_else_edited_meanwhile_is_refused_and_kept(town):
    here = place(town)
    edit_passage(town.force, town.campaign, here, "第一稿。")
    edit_passage(town.force_two, town.campaign, here, "第二稿。")
    answer = send(town, place=here, text="第三稿。", seen="第一稿。")

    assert answer.status_code == 422
    assert refusal(answer).endswith("的文字在您打开页面后已被专班李修改，您的修改没有保存。请先复制您的文字，刷新页面后对照再改。")
    assert typed(answer, "text", "/edit/") == ["第三稿。"]


def test_text_at_an_unknown_place_is_refused(town):
    answer = send(town, place="nowhere", text="文字")

    assert (answer.status_code, refusal(answer)) == (422, "自评报告里没有位置“nowhere”，可能指标已经调整。请刷新页面后从列表中选择。")
