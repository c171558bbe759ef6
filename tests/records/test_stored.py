"""Stored figures: they come out the same of that evening's rows, whatever happens to the rows later."""

from datetime import date

import pytest

from fazhi.domains.oversight.models import PublicInformation
from fazhi.journal.models import Entry
from fazhi.people.actor import NotAllowed, Refused
from fazhi.records.keeping import change
from fazhi.records.models import Published
from fazhi.records.stored import again, store, stored
from records.ledger import YEAR, close, enter, metric, request

DAY = date(2026, 1, 31)
NAME = "requests_received"


def kept(city, **more):
    facts = {"unit": city.city, "period": YEAR, "day": DAY, "used_in": "2025年自评报告"} | more
    return store(
        more.pop("actor", city.force), PublicInformation, metric(NAME), facts["unit"], facts["period"], facts["day"], facts["used_in"]
    )


def test_stored_figure_holds_after_its_rows_changed_and_went(city):
    changed, gone, _ = enter(*(request(city.education, f"{number}", date(2025, 3, 3)) for number in range(3)))
    made = kept(city)
    change(changed, {"subject": "改过的申请"}, city.force)
    close(gone)

    assert (made.value, [str(each) for each in stored(PublicInformation, metric(NAME), city.city)]) == (
        3,
        ["R34.requests_received 3.000000"],
    )
    assert again(PublicInformation, metric(NAME), made).says == "仍可复算"
    assert Entry.objects.get(kind="records.published").said == "存档了临江市2025年的“收到申请件数”，截至2026年1月31日，用于2025年自评报告"


def test_stored_figure_tells_what_became_of_it(city):
    enter(request(city.education, "1", date(2025, 3, 3)))
    made = kept(city)
    made.formula_digest = "0" * 64
    assert again(PublicInformation, metric(NAME), made).says == "已变化：算法已更新，存档的仍按当时的算法"
    made.rows, made.rows_digest = [[999, 1]], "0" * 64
    assert again(PublicInformation, metric(NAME), made).says == "已变化：当日的计入记录不同；算法已更新，存档的仍按当时的算法"


def test_only_the_task_force_stores_and_says_for_what(city):
    with pytest.raises(NotAllowed, match="数字由创建工作专班存档"):
        kept(city, actor=city.liaison)
    with pytest.raises(Refused, match="请写明这个数字用在哪里"):
        kept(city, used_in="  ")
    assert Published.objects.count() == 0
