"""Requests for information (R34) as the detailed tests need them: received, answered, on given days."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from fazhi.engine.register import Register, register
from fazhi.people.models import Unit
from fazhi.records.bulk import enter_all

RECEIVED = date(2025, 9, 26)  # the last working day but two before the holidays of 国庆; O04 ends on 2025-10-30
DUE = date(2025, 10, 30)


def request_of(cast, unit: Unit, number: str, *, days_ago: int = 0, **values) -> Register:
    """A request of the unit that came in on 2025-09-26, written down `days_ago` days before now."""
    facts = {"applicant": "张示例", "subject": f"示例内容{number}", "channel": "当面", "submitted_on": RECEIVED, "received_on": RECEIVED}
    row = register("R34")(unit=unit, number=number, **facts | values)
    enter_all([row], cast.owner.who, "导入", since=lambda _: moment(days_ago))
    return register("R34").objects.get(pk=row.pk)


def moment(days_ago: int) -> datetime:
    return timezone.now() - timedelta(days=days_ago)


def answered(cast, unit: Unit, number: str, on: date = DUE, **values) -> Register:
    return request_of(cast, unit, number, **{"stage": "answered", "answered_on": on, "outcome": "公开"} | values)
