"""Words that bear a mark of secrecy do not enter a register, typed or imported."""

from datetime import date

import pytest

from fazhi.engine.register import register
from fazhi.people.actor import Refused
from fazhi.records.keeping import change, enter
from fazhi.records.secrecy import marked


def problem(unit, **more):
    return register("R47")(unit=unit, number="示例1", came_from="自查", title="台账不全", found_on=date(2025, 6, 1), **more)


def test_typed_words_with_a_mark_are_refused_and_not_kept(city):
    with pytest.raises(Refused, match="发现的情况里带有密级标志"):
        enter(problem(city.education, finding="机密★5年\n某专项行动方案"), city.force)

    assert register("R47").versions.count() == 0


def test_a_change_that_brings_a_mark_is_refused(city):
    record = enter(problem(city.education, finding="台账缺三个月"), city.force)
    with pytest.raises(Refused, match="涉密内容不得录入本系统"):
        change(record, {"finding": "秘密★\n某方案"}, city.force)
    record.refresh_from_db()

    assert record.finding == "台账缺三个月"


def test_words_about_secrecy_are_kept(city):
    record = enter(problem(city.education, finding="没有严守国家秘密，保密管理制度不健全。"), city.force)

    assert list(marked(record)) == []
