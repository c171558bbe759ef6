"""Renaming, merging, splitting and ending a unit: the preview says what follows and changes nothing."""

import re
from datetime import date

import pytest
from django.urls import reverse

from fazhi.journal.models import Entry
from fazhi.people.collectives import add_collective, expand
from fazhi.people.models import Alias, Post, Role, Succession, Unit
from web.offices import Offices, refusal


@pytest.fixture
def offices(db):
    return Offices()


def counted():
    return (Unit.objects.count(), Post.objects.count(), Alias.objects.count(), Succession.objects.count(), Entry.objects.count())


def change(unit, how):
    return reverse("directory-change", args=(unit.pk, how))


def following(response):
    return [" ".join(line.split()) for line in re.findall(r"<li>(.*?)</li>", response.content.decode().partition("还没有生效")[2], re.S)]


def test_rename_previews_what_follows_without_doing_it(offices):
    offices.person("李四", Role.HEAD, offices.education)
    collective = add_collective(offices.actor("系统员"), offices.city, "市直部门")
    expand(offices.actor("系统员"), collective, [offices.education, offices.justice], date(2025, 1, 1))
    before = counted()
    form = {"step": "preview", "name": "临江市教育体育局", "short_name": "市教体局", "on": "2025-06-01"}
    response = offices.system.post(change(offices.education, "rename"), form)

    assert following(response) == [
        "全称“临江市教育体育局”，简称“市教体局”，政府部门，自2025年6月1日起存在。",
        "承继临江市教育局；轨迹和以前的材料仍记在原单位名下，可以查到。",
        "接过1项任职：李四（分管领导）。",
        "原单位没有办完的指标任务、审核和整改，由它的人员继续办理。",
        "以后写到这些名称，也指它：临江市教育局、市教育局。",
        "这些集合称谓自2025年6月1日起改指它：市直部门。",
    ]
    assert counted() == before
    assert Unit.objects.filter(until=None).count() == 5


def test_rename_confirmed_is_done_once(offices):
    form = {"step": "do", "name": "临江市教育体育局", "short_name": "市教体局", "on": "2025-06-01"}
    first = offices.system.post(change(offices.education, "rename"), form)
    second = offices.system.post(change(offices.education, "rename"), form)

    new = Unit.objects.get(short_name="市教体局")
    assert first["Location"] == reverse("directory-unit", args=(new.pk,))
    assert second.status_code == 422
    assert refusal(second).startswith("“临江市教育局”自2025年6月1日起已不存在")
    assert list(Succession.objects.values_list("predecessor", "successor")) == [(offices.education.pk, new.pk)]


def test_merge_and_split_name_their_heirs(offices):
    form = {
        "step": "do",
        "units": [offices.education.pk],
        "name": "临江市法教局",
        "short_name": "市法教局",
        "kind": "government",
        "on": "2025-06-01",
    }
    offices.system.post(change(offices.justice, "merge"), form)
    merged = Unit.objects.get(short_name="市法教局")
    parts = {"part_name": ["临江市法局", "", "临江市教局"], "part_short": ["市法局", "", "市教局"], "part_kind": ["government"] * 3}
    seen = offices.system.post(change(merged, "split"), {"step": "preview", **parts, "heir": "2", "on": "2025-07-01"})
    offices.system.post(change(merged, "split"), {"step": "do", **parts, "heir": "2", "on": "2025-07-01"})

    assert [each.unit.short_name for each in seen.context["following"]] == ["市教局", "市法局"]
    heir = Unit.objects.get(short_name="市教局")
    assert [post.user.name for post in Post.objects.filter(unit=heir)] == ["联络员甲"]
    assert Unit.objects.get(pk=merged.pk).heir == heir
    assert Post.objects.filter(unit__short_name="市法局").count() == 0


def test_end_previews_whose_posts_end(offices):
    before = counted()
    response = offices.system.post(change(offices.justice, "end"), {"step": "preview", "on": "2025-06-01"})

    assert following(response)[1] == "这些任职到前一日为止：联络员甲（联络员）。"
    assert counted() == before
    offices.system.post(change(offices.justice, "end"), {"step": "do", "on": "2025-06-01"})
    assert Post.objects.get(user__name="联络员甲").until == date(2025, 5, 31)


@pytest.mark.parametrize("who", ["security", "taskforce"])
def test_changing_units_is_refused_to_others(offices, who):
    response = getattr(offices, who).post(
        change(offices.education, "rename"), {"step": "do", "name": "甲局", "short_name": "甲局", "on": "2025-06-01"}
    )

    assert response.status_code == 403
    assert "这一页由系统管理员使用" in response.content.decode()
    assert Unit.objects.filter(name="甲局").count() == 0


def test_change_without_a_date_keeps_the_form(offices):
    response = offices.system.post(change(offices.education, "rename"), {"step": "preview", "name": "甲局", "short_name": "甲"})

    assert response.status_code == 422
    assert refusal(response).startswith("没有填写生效日期")
    assert 'value="甲局"' in response.content.decode()
