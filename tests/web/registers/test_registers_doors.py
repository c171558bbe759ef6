"""Doors of one record: who handed it over reads it as it was then and nothing that came later; what rests on material stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fazhi.engine.register import register
from fazhi.evidence.models import Item, ItemKind
from fazhi.records.keeping import change, remove
from web.desks import refusal, said, texts
from web.registers.requests import request_of


@pytest.fixture
def record(cast):
    return request_of(cast, cast.education, "甲", days_ago=10)


def yesterday():
    return (timezone.localdate() - timedelta(days=1)).isoformat()


def item(cast):
    return Item.objects.create(unit=cast.education, unit_name="市教育局", kind=ItemKind.OFFLINE, title="答复书", created_by="示例")


def attached(cast, record, made):
    cast.browser(cast.owner).post(f"/registers/R34/{record.pk}/attach/", {"item": made.pk, "other": "答复书原件"})


def test_former_unit_reads_the_record_of_then_and_no_later_version(cast, record):
    change(record, {"unit": cast.police}, cast.force)
    change(record, {"subject": "公安写的内容"}, cast.stranger)
    place = f"/registers/R34/{record.pk}/"
    client = cast.browser(cast.owner)
    then = client.get(place, {"as_of": yesterday()})

    assert (client.get(place).status_code, then.status_code) == (404, 200)
    assert ("示例内容甲" in then.content.decode(), "公安写的内容" in then.content.decode()) == (True, False)
    now = cast.browser(cast.stranger).get(place)
    assert len(texts(now, "//dl[@class='changes']")) == 2


def test_versions_have_no_page_of_their_own(cast, record):
    change(record, {"subject": "改后的内容"}, cast.owner)
    old = register("R34").versions.get(of=record.pk)
    client = cast.browser(cast.owner)

    assert [client.get(f"/registers/R34/{pk}/").status_code for pk in (record.pk, old.pk)] == [200, 404]
    assert client.get(f"/registers/R34/{old.pk}/edit/").status_code == 404


def test_material_attached_to_a_record_is_not_removed(cast, record):
    made = item(cast)
    attached(cast, record, made)
    client = cast.browser(cast.owner)
    answer = client.post(f"/items/{made.pk}/remove/")

    assert refusal(answer) == "“答复书”正在用作佐证：“政府信息公开：甲 示例内容甲”，不能移出。请先在这些地方撤下它。"
    remove(record, cast.owner, "重复登记")
    assert said(client.post(f"/items/{made.pk}/remove/", follow=True)) == ["“答复书”已移出材料库，记录和版本仍保留。"]


def test_material_attached_elsewhere_is_kept_without_telling_where(cast):
    theirs, made = request_of(cast, cast.police, "乙"), item(cast)
    cast.browser(cast.force).post(f"/registers/R34/{theirs.pk}/attach/", {"item": made.pk, "other": "说明"})

    told = refusal(cast.browser(cast.owner).post(f"/items/{made.pk}/remove/"))
    assert told == "“答复书”正在用作佐证：“市公安局的政府信息公开”，不能移出。请先在这些地方撤下它。"


def test_stored_pauses_and_proof_of_the_new_unit_stay_with_it(cast, record):
    change(record, {"unit": cast.police}, cast.force)
    made = Item.objects.create(unit=cast.police, unit_name="市公安局", kind=ItemKind.OFFLINE, title="公安材料", created_by="示例")
    cast.browser(cast.stranger).post(f"/registers/R34/{record.pk}/attach/", {"item": made.pk, "other": "公安的用途"})
    told = {"clock": "answer_due_on", "reason": "征求第三方意见", "since": "2025-10-09", "note": "公安的函"}
    cast.browser(cast.stranger).post(f"/registers/R34/{record.pk}/pause/", told)
    place = f"/registers/R34/{record.pk}/"
    now, then = cast.browser(cast.stranger).get(place), cast.browser(cast.owner).get(place, {"as_of": yesterday()})

    for words in ("公安的用途", "公安的函"):
        assert (words in now.content.decode(), words in then.content.decode()) == (True, False)
