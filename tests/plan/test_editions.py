"""Editions in the database: saved once, linked, and answering other schemes."""

from dataclasses import replace

import pytest

from campaign.town import EDITION
from fazhi.journal.models import Entry
from fazhi.people.actor import NotAllowed
from fazhi.plan.catalogue import load, shipped
from fazhi.plan.editions import add_link, answer_scheme, as_read, confirm_link, drop_link, load_shipped, propose_links, save_edition
from fazhi.plan.models import Edition, EditionLink, Indicator, SchemeItem
from fazhi.plan.refusal import Refused


def test_load_shipped_stores_all_indicators_once(db):
    first, second = load_shipped(), load_shipped()

    assert first == second
    assert Indicator.objects.filter(edition=first[0]).count() == 104
    assert Entry.objects.count() == len(first) == len(shipped())


def test_save_edition_comes_back_as_it_was(db):
    edition = load(next(iter(shipped().values())))

    saved = as_read(save_edition(edition))

    assert saved.indicators == edition.indicators
    assert [(one.no, one.name) for one in saved.levels] == [(one.no, one.name) for one in edition.levels]


def test_save_edition_refuses_another_content_under_a_used_slug(town):
    town.edition()

    with pytest.raises(Refused, match=r"^代号“test-one”已被《测试指标》使用，而内容不同"):
        save_edition(replace(EDITION, name="另一版"), town.force)

    assert [edition.name for edition in Edition.objects.all()] == ["测试指标"]


def test_save_edition_refuses_with_every_problem_and_strangers(town):
    broken = replace(EDITION, slug="Bad Slug", name=" ")

    with pytest.raises(Refused) as refusal:
        save_edition(broken, town.force)
    with pytest.raises(NotAllowed):
        save_edition(EDITION, town.liaison)
    with pytest.raises(NotAllowed, match=r"^您不能导入指标版本：指标版本供全市共用，由市级创建工作专班维护。"):
        save_edition(EDITION, town.county_force)

    assert len(refusal.value.reasons) == 2
    assert Edition.objects.count() == 0


def two_editions():
    one = EDITION.levels[0].groups[0]
    moved = replace(one.indicators[1], no=1, code="1.1.1")
    changed = replace(one.indicators[0], no=2, code="1.1.2", targets="100%")
    levels = (
        replace(EDITION.levels[0], groups=(replace(one, indicators=(moved, changed)), EDITION.levels[0].groups[1])),
        *EDITION.levels[1:],
    )
    return save_edition(EDITION), save_edition(replace(EDITION, slug="test-two", levels=levels))


def test_propose_links_keeps_what_a_person_confirmed(town):
    old, new = two_editions()
    propose_links(old, new, town.force)
    rows = EditionLink.objects.order_by("new__no").values_list("old__code", "new__code", "how")

    assert list(rows) == [
        ("1.1.2", "1.1.1", "moved"),
        ("1.1.1", "1.1.2", "changed"),
        ("1.2.1", "1.2.1", "same"),
        ("2.3.1", "2.3.1", "same"),
        ("3.4.1", "3.4.1", "same"),
    ]

    link = confirm_link(town.force, EditionLink.objects.get(new__code="1.1.1"), explanation="核对无误")
    drop_link(town.force, EditionLink.objects.get(new__code="3.4.1"))
    propose_links(old, new, town.force)

    assert EditionLink.objects.count() == 5
    assert EditionLink.objects.get(pk=link.pk).explanation == "核对无误"


def test_add_link_refuses_indicators_of_one_edition(town):
    old, new = two_editions()

    with pytest.raises(Refused, match=r"属于同一个版本"):
        add_link(town.force, old.indicators.first(), old.indicators.last(), "相同")
    link = add_link(town.force, old.indicators.get(no=5), new.indicators.get(no=4), "并入")

    assert (link.is_confirmed, link.explanation) == (True, "并入")


def test_answer_scheme_makes_the_scheme_and_refuses_the_same_item_twice(town):
    indicator = town.edition().indicators.first()

    answer_scheme(town.force, "营商环境评价", indicator, "企业开办", "A-1")
    with pytest.raises(Refused, match=r"已经对接到指标 1.1.1"):
        answer_scheme(town.force, "营商环境评价", indicator, "企业开办", "A-1")

    assert [str(item) for item in SchemeItem.objects.all()] == ["营商环境评价:企业开办"]
