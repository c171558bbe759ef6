"""参数: found where rules and clocks use them, set with a basis from a day on, kept, and open clocks dated anew."""

from dataclasses import replace
from datetime import date

import pytest
from django.db.models import Q

from fazhi.domains.oversight.models import PublicInformation
from fazhi.engine.conditions import Ago, Parameter, parameters
from fazhi.engine.limits import limits
from fazhi.engine.models import Setting
from fazhi.jobs.models import Ticket
from fazhi.journal.models import Entry
from fazhi.people.actor import NotAllowed, Refused
from fazhi.records.keeping import enter
from fazhi.records.models import Redating
from fazhi.records.parameters import inside, known, local_limits, number_of, redate_limit, set_parameter

DAY = date(2026, 6, 1)


@pytest.fixture
def town(db):
    from campaign.town import Town
    from fazhi.records.holidays import seed

    seed()
    return Town()


@pytest.fixture
def local(monkeypatch):
    """R34's answer runs by a limit that the city sets: the declaration is put back afterwards."""
    clock = PublicInformation._meta.get_field("answer_due_on")
    law = replace(limits()["O04"], id="O98", parameter=True, number=None, suggested=20, cases={})
    monkeypatch.setattr(clock, "limit_named", law)
    table = dict(limits()) | {"O98": law}
    for place in ("fazhi.engine.limits.limits", "fazhi.records.parameters.limits"):
        monkeypatch.setattr(place, lambda: table)
    return law


def requested(town, number="示例1", **more):
    facts = {"channel": "当面", "submitted_on": date(2026, 3, 2), "received_on": date(2026, 3, 2), "subject": "示例"} | more
    return enter(PublicInformation(unit=town.education, number=number, **facts), town.liaison)


def test_parameters_are_found_wherever_they_stand_in_a_condition():
    hours = Parameter("学时", 40)

    assert list(inside(Q(a=1) | ~(Q(b__gte=hours) & Q(c=Ago(months=1))))) == [hours]
    assert list(inside(None)) == []


def test_local_limits_are_those_with_a_number_to_set():
    found = [each.id for each in local_limits()]

    assert found and len(found) == len(set(found))
    assert [each.id for each in local_limits() if not each.parameter or each.quantity] == []


def test_value_holds_from_its_day_on_and_earlier_ones_stay(town, local):
    set_parameter(town.force, "limit:O98", "15", date(2026, 1, 1), "市府办〔2025〕9号（示例）")
    set_parameter(town.force, "limit:O98", "10", date(2026, 5, 1), "市府办〔2026〕3号（示例）")
    each = known(DAY)["limit:O98"]

    assert (each.suggested, each.value, each.present.since, each.measure) == (20, 10, date(2026, 5, 1), "个工作日")
    assert [(setting.value, setting.basis) for setting in each.settings] == [
        (10, "市府办〔2026〕3号（示例）"),
        (15, "市府办〔2025〕9号（示例）"),
    ]
    assert each.used == ["R34 政府信息公开：答复期限"]
    assert [parameters(day).get("limit:O98") for day in (date(2025, 12, 31), date(2026, 4, 30), DAY)] == [None, 15, 10]


def test_same_day_again_corrects_and_the_journal_keeps_both(town, local):
    for value in ("15", "16"):
        set_parameter(town.force, "limit:O98", value, date(2026, 1, 1), "示例文件")

    assert [setting.value for setting in Setting.objects.all()] == [16]
    assert [entry.changes["取值"] for entry in Entry.objects.filter(kind="engine.setting").order_by("pk")] == [[20, 15], [15, 16]]


def test_value_set_while_an_earlier_one_is_being_applied_is_applied_too(town, local):
    set_parameter(town.force, "limit:O98", "15", date(2026, 1, 1), "示例文件")
    Ticket.objects.update(state="running")
    for value in ("10", "10", "12"):
        set_parameter(town.force, "limit:O98", value, date(2026, 1, 1), "示例文件")

    assert [ticket.key for ticket in Ticket.objects.order_by("asked_at")] == [f"limit:O98 2026-01-01 {each}" for each in (15, 10, 12)]


def test_setting_a_limit_dates_its_open_clocks_anew(town, local):
    running, other = requested(town), requested(town, "示例2", answered_on=date(2026, 3, 9), stage="answered", outcome="公开")
    early = requested(town, "示例3", submitted_on=date(2025, 12, 1), received_on=date(2025, 12, 1))
    before = [each.answer_due_on for each in (running, other, early)]
    held = set_parameter(town.force, "limit:O98", "10", date(2026, 1, 1), "示例文件")
    assert [ticket.label for ticket in Ticket.objects.all()] == ["按新设定的参数重算期限"]

    assert redate_limit.call(held.pk) == 1
    for each in (running, other, early):
        each.refresh_from_db()
    assert [each.answer_due_on for each in (running, other, early)] == [date(2026, 3, 16), *before[1:]]
    (moved,) = Redating.objects.all()
    assert (moved.object_id, moved.before, moved.after) == (running.pk, before[0], date(2026, 3, 16))
    assert moved.reason == f"自2026-01-01起{local.what}为10个工作日（示例文件）"
    assert [each.version for each in PublicInformation.versions.filter(Q(pk=running.pk) | Q(of=running.pk)).order_by("version")] == [1, 2]
    assert redate_limit.call(held.pk) == 0


@pytest.mark.parametrize(
    ("name", "text", "basis", "told"),
    [
        ("limit:O98", "十", "示例", "“十”不是数字"),
        ("limit:O98", "0", "示例", "期限要是1到"),
        ("limit:O98", "1.5", "示例", "期限要是1到"),
        ("limit:O98", "-1", "示例", "数值要在0到"),
        ("limit:O98", "NaN", "示例", "数值要在0到"),
        ("limit:O98", "10", " ", "请写明依据"),
        ("没有的", "10", "示例", "没有这个参数"),
        ("limit:O03", "10", "示例", "没有这个参数"),
    ],
)
def test_wrong_value_is_refused_in_words(town, local, name, text, basis, told):
    with pytest.raises(Refused, match=told):
        set_parameter(town.force, name, text, DAY, basis)
    assert Setting.objects.count() == 0


def test_only_the_task_force_at_the_top_sets(town, local):
    for actor in (town.county_force, town.liaison, town.leader):
        with pytest.raises(NotAllowed, match="由市级创建工作专班设定"):
            set_parameter(actor, "limit:O98", "10", DAY, "示例")
    assert Setting.objects.count() == 0


def test_numbers_of_rules_may_be_parts(town):
    from fazhi.records.parameters import Known

    assert [number_of(text, Known("学时", "学时", 40)) for text in ("40", "40.5")] == [40, 40.5]
