"""A small city's register of information requests (R34), written down as people would have, for the tests of figures."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from fazhi.domains.oversight.models import PublicInformation
from fazhi.engine.metrics import Metric, Period, metrics_of
from fazhi.journal.write import Who
from fazhi.people.actor import Actor, acting
from fazhi.people.models import Post, Role, Unit, UnitKind, User
from fazhi.records.bulk import close_all, enter_all
from fazhi.records.holidays import seed

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
CLERK = Who(None, "示例经办人")


def metric(name: str) -> Metric:
    return metrics_of(PublicInformation)[name]


def at(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


class City:
    """临江市 with 市教育局, 市公安局, and 甲县 with 甲县司法局."""

    def __init__(self):
        seed()
        self.city = Unit.objects.create(name="临江市", short_name="临江市", kind=UnitKind.CITY)
        self.education = self.bureau("市教育局", 1)
        self.police = self.bureau("市公安局", 2)
        self.county = Unit.objects.create(name="甲县", short_name="甲县", kind=UnitKind.COUNTY, parent=self.city, order=3)
        self.justice = Unit.objects.create(
            name="甲县司法局", short_name="甲县司法局", kind=UnitKind.GOVERNMENT, parent=self.county, order=4
        )
        self.force = self.person("专班", self.city, Role.TASKFORCE)
        self.leader = self.person("市领导", self.city, Role.LEADER)
        self.liaison = self.person("教育联络员", self.education, Role.LIAISON)
        self.stranger = self.person("公安联络员", self.police, Role.LIAISON)
        self.county_liaison = self.person("甲县联络员", self.county, Role.LIAISON)

    def bureau(self, name: str, order: int) -> Unit:
        return Unit.objects.create(name=name, short_name=name, kind=UnitKind.GOVERNMENT, parent=self.city, order=order)

    def person(self, name: str, unit: Unit, role: Role) -> Actor:
        user = User.objects.create(username=f"u{User.objects.count() + 1}", name=name)
        Post.objects.create(user=user, unit=unit, role=role, since=date(2025, 1, 1))
        return acting(user)


def request(unit: Unit, number: str, received: date, answered: date | None = None, **more) -> PublicInformation:
    """An unsaved request that was handed in in person."""
    stage = "answered" if answered else "received"
    facts = {"channel": "当面", "submitted_on": received, "received_on": received, "stage": stage, "answered_on": answered}
    return PublicInformation(unit=unit, number=number, subject=f"申请{number}", outcome="公开" if answered else "", **facts | more)


def enter(*rows: PublicInformation, known: date = date(2025, 12, 31)) -> list[PublicInformation]:
    """Write the rows down as known on the morning of a day."""
    enter_all(list(rows), CLERK, "登记了示例", source_name="示例台账.xlsx", since=lambda row: at(known))
    return list(rows)


def close(*rows: PublicInformation) -> None:
    close_all(list(rows), CLERK, "删除了示例")


def span(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]
