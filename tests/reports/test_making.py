"""Making report files: asked for by the task force, written by the job, downloaded by who may."""

import io
from datetime import date

import docx
import pytest

from fazhi.evidence import store
from fazhi.jobs.models import State, Ticket
from fazhi.jobs.running import carry_out, take
from fazhi.journal.write import trail
from fazhi.people.actor import NotAllowed, Refused
from fazhi.people.models import Role, Unit, UnitKind
from fazhi.reports.making import download, file_name, make, make_file
from fazhi.reports.models import MadeFile


def made_by_job(made):
    make_file.call(made.pk, "2025-09-10")
    return MadeFile.objects.get(pk=made.pk)


def test_a_report_is_asked_for_made_and_downloaded(city):
    city.at("accepted")
    made = make(city.force, city.campaign, "self-assessment")
    assert (made.state, made.name, Ticket.objects.get().label) == ("making", "自评报告（2025年9月10日）.docx", "生成报告文件")

    ready = made_by_job(made)
    got = download(city.force, made.pk)

    assert (ready.state, ready.progress, ready.blob.media_type.rsplit(".", 1)[-1]) == ("ready", 100, "document")
    with store.opened(got.blob) as file:
        content = file.read()
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == "金昌市\n法治政府建设示范创建自评报告"
    assert [entry.said for entry in reversed(trail(made))] == [
        "要求生成“自评报告（2025年9月10日）.docx”",
        f"生成了“自评报告（2025年9月10日）.docx”，SHA-256 为 {got.blob.sha256}",
        "下载了“自评报告（2025年9月10日）.docx”",
    ]


def test_the_job_carried_out_shows_its_progress(city):
    made = make(city.force, city.campaign, "self-assessment")

    carry_out(take("a worker"))

    made.refresh_from_db()
    ticket = Ticket.objects.get()
    assert (made.state, made.progress, ticket.state, ticket.progress_said) == ("ready", 100, "done", "已写到指标 2.8.3")


@pytest.mark.parametrize("kind", ["ledger", "tasks"])
def test_the_sheets_are_made_too(city, kind):
    city.planned()

    ready = made_by_job(make(city.force, city.campaign, kind))

    assert (ready.state, ready.blob.media_type) == ("ready", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def test_asking_twice_makes_one(city):
    first = make(city.force, city.campaign, "ledger")

    assert make(city.force, city.campaign, "ledger") == first
    assert (MadeFile.objects.count(), Ticket.objects.count()) == (1, 1)


def test_a_file_whose_work_was_stopped_can_be_asked_for_again(city):
    first = make(city.force, city.campaign, "ledger")
    Ticket.objects.update(state=State.STOPPED)

    second = make(city.force, city.campaign, "ledger")

    first.refresh_from_db()
    assert (first.state, first.why_failed) == ("failed", "后台工作没有完成就停止了，请重新生成。")
    assert (second.pk != first.pk, second.state) == (True, "making")


def test_only_the_task_force_asks_and_only_task_force_and_leaders_download(city):
    leader = city.person("市领导", (city.unit, Role.LEADER))
    made = made_by_job(make(city.force, city.campaign, "ledger"))

    for stranger in (city.liaison, city.head, leader):
        with pytest.raises(NotAllowed):
            make(stranger, city.campaign, "tasks")
    for stranger in (city.liaison, city.lead):
        with pytest.raises(NotAllowed) as refusal:
            download(stranger, made.pk)
        assert str(refusal.value) == "没有这份报告，或它不对您开放。报告由创建工作专班生成，专班和市领导可以下载。"
    assert download(leader, made.pk) == made
    assert MadeFile.objects.count() == 1


def test_what_is_not_ready_is_not_handed_out(city):
    made = make(city.force, city.campaign, "ledger")

    with pytest.raises(Refused) as refusal:
        download(city.force, made.pk)

    assert str(refusal.value) == "“工作清单台账（2025年9月10日）.xlsx”生成中，还不能下载。请稍候刷新页面。"


def test_a_task_table_without_a_plan_is_refused(city):
    with pytest.raises(Refused) as refusal:
        make(city.force, city.campaign, "tasks")

    assert str(refusal.value) == "这次创建活动还没有对应的创建方案，生成不了任务分解表。请先导入并确认方案。"
    assert MadeFile.objects.count() == 0


def test_a_sample_is_marked_in_the_name(city):
    city.campaign.is_sample = True

    assert file_name(city.campaign, "ledger", date(2026, 1, 5)) == "工作清单台账（2026年1月5日，示例）.xlsx"


def test_a_report_is_seen_from_its_area_and_above_and_by_no_other_area(city):
    made = make(city.force, city.campaign, "ledger")
    county = Unit.objects.create(name="永昌县", short_name="永昌县", kind=UnitKind.COUNTY, parent=city.unit)
    abroad = Unit.objects.create(name="武威市", short_name="武威市", kind=UnitKind.CITY)
    readers = {
        "own": city.force,
        "leader": city.person("市领导", (city.unit, Role.LEADER)),
        "county": city.person("县专班", (county, Role.TASKFORCE)),
        "abroad": city.person("外市专班", (abroad, Role.TASKFORCE)),
        "unit": city.head,
        "admin": city.person("管理员", (city.unit, Role.SYSTEM_ADMIN)),
    }

    seen = {who: list(MadeFile.visible_to(actor)) == [made] for who, actor in readers.items()}

    assert seen == {"own": True, "leader": True, "county": False, "abroad": False, "unit": False, "admin": False}
