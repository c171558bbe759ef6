"""Sufficiency: what each unit owes, what there is, what is flawed, and the exact thing missing."""

from datetime import date

import pytest

from campaign.town import DAY
from fazhi.campaign.cycle import look
from fazhi.campaign.models import Proof
from fazhi.campaign.proofs import add_proof
from fazhi.campaign.sufficiency import standings
from fazhi.evidence.models import Item, Signal
from web.desks import Desks


@pytest.fixture
def desks(db, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return Desks()


def at(desks, code="1.1.1", actor=None, **narrowed):
    found = standings(desks.campaign, actor or desks.force, demands=[desks.at(code).pk], day=DAY, **narrowed)
    return found[0]


def gaps(standing):
    return [(unit.short_name, gap) for unit, gap in standing.gaps]


def proof(desks, code="1.1.1", name="办件统计", **facts):
    item = desks.file(desks.liaison, data=f"{name}{len(facts)}{Item.objects.count()}".encode())
    Item.objects.filter(pk=item.pk).update(**facts)
    return filed(desks, item, code, name)


def filed(desks, item, code="1.1.1", name="办件统计", **place):
    return add_proof(desks.liaison, desks.at(code), item, requirement=desks.asked(code, name), **place)


def test_gaps_name_what_each_unit_has_to_bring(desks):
    assert gaps(at(desks)) == [
        ("市司法局", "还差 1 份“汇总说明”"),
        ("市教育局", "还差 2 份“办件统计”"),
        ("市公安局", "还差 2 份“办件统计”"),
        ("永昌县", "还差 2 份“办件统计”"),
    ]
    assert (at(desks).required, at(desks).supplied, at(desks).accepted) == (7, 0, 0)


def test_gaps_of_one_unit_are_its_own(desks):
    assert gaps(at(desks, units=[desks.education.pk])) == [("市教育局", "还差 2 份“办件统计”")]
    assert gaps(at(desks, actor=desks.liaison)) == [("市教育局", "还差 2 份“办件统计”")]


def test_flaws_are_counted_beside_what_is_supplied(desks):
    proof(desks, expires_on=date(2025, 6, 30))
    proof(desks, effective_on=date(2020, 1, 1))
    proof(desks, effective_on=None)
    standing = at(desks, units=[desks.education.pk])

    assert (standing.supplied, standing.stale, standing.outside, standing.sum("undated")) == (2, 1, 1, 1)
    assert gaps(standing) == [
        ("市教育局", "“办件统计”有 1 份已过有效期，请换新"),
        ("市教育局", "“办件统计”有 1 份形成日期不在创建周期内"),
        ("市教育局", "“办件统计”有 1 份没有填写形成日期"),
    ]


def test_returned_material_is_named_and_not_supplied(desks):
    desks.brought("returned")
    standing = at(desks, "1.2.1", units=[desks.education.pk])

    assert gaps(standing) == [("市教育局", "还差 1 份“清单网页”"), ("市教育局", "“清单网页”有 1 份被退回，待修改")]


def test_one_piece_of_material_for_everything_is_a_single_source(desks):
    item = desks.file(desks.liaison)
    filed(desks, item, place_kind="page", place="1")
    filed(desks, item, place_kind="page", place="2")

    assert at(desks, units=[desks.education.pk]).single == "全部佐证出自同一份材料"


def test_one_unit_of_several_is_a_single_source(desks):
    proof(desks)

    assert at(desks).single == "4 个单位应交，只有 1 个单位交了材料"
    assert at(desks, units=[desks.education.pk]).single == ""


def test_enough_when_nothing_lacks(desks):
    desks.brought("accepted")
    standing = at(desks, "1.2.1", units=[desks.education.pk])

    assert (standing.is_enough, standing.accepted, standing.gaps) == (True, 1, [])


def test_removed_proofs_count_for_nothing(desks):
    made = proof(desks)
    Proof.objects.filter(pk=made.pk).update(state="removed")

    assert at(desks, units=[desks.education.pk]).supplied == 0


def test_queries_do_not_grow_with_units_and_proofs(desks, django_assert_num_queries):
    with django_assert_num_queries(5):
        standings(desks.campaign, desks.force, day=DAY)
    for no in range(30):
        desks.at("1.1.1").assignments.create(unit=desks.bureau(f"第{no}局", 20 + no), role="responsible")
        proof(desks)
    with django_assert_num_queries(5):
        assert len(standings(desks.campaign, desks.force, day=DAY)[0].gauges) == 35


def test_cycle_signals_material_dated_outside_once(desks):
    made = proof(desks, effective_on=date(2020, 1, 1))

    assert (look(desks.campaign), look(desks.campaign)) == (1, 0)
    signal = Signal.objects.get()
    assert signal.said == (
        "形成日期2020年1月1日不在“金昌创建”的创建周期（2024年1月1日至2025年12月31日）内，"
        "却用作 1.1.1 的佐证。长期有效的制度文件可以说明理由后使用。"
    )
    assert (signal.version_id, signal.kind, signal.state) == (made.version_id, "outside-cycle", "open")


def test_cycle_signal_goes_when_the_date_is_put_right(desks):
    made = proof(desks, effective_on=date(2020, 1, 1))
    look(desks.campaign)
    Item.objects.filter(pk=made.item_id).update(effective_on=date(2025, 3, 1))
    look(desks.campaign)

    assert Signal.objects.get().state == Signal.State.GONE
