"""A small city with a register to fill: its people, its sheets, and the whole way of an import in one call."""

import io
from datetime import date

import openpyxl

from fazhi.engine.register import register
from fazhi.exchange import flow
from fazhi.exchange.models import Import, State
from fazhi.jobs.worker import drain
from fazhi.people.actor import Actor, acting
from fazhi.people.models import Alias, Post, Role, Unit, UnitKind, User
from fazhi.records.columns import columns
from fazhi.records.holidays import seed

NAMES = ("unit", "number", "applicant", "subject", "channel", "submitted_on", "received_on", "answered_on", "outcome", "stage")
RIGHT = {
    "applicant": "张某某",
    "subject": "示例：学位数据",
    "channel": "当面提交",
    "submitted_on": "2025-06-03",
    "received_on": "2025-06-03",
    "answered_on": "2025-06-20",
    "outcome": "予以公开",
    "stage": "已答复",
}


def label(name):
    """What the register calls a column today; tests know the columns by their names."""
    return next(column.label for column in columns(register("R34")) if column.name == name)


def header(*names):
    return [label(name) for name in names or NAMES]


def line(number="示例001", unit="市教育局", **more):
    """A row under `header()` that is right, but for what `more` says by name."""
    told = {"unit": unit, "number": number, **RIGHT, **more}
    return [told[name] for name in NAMES]


def xlsx(rows, *, merges=(), sheet="台账"):
    """The bytes of a workbook with one sheet of these rows."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for merge in merges:
        page.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class City:
    """临江市 with 市教育局, 市公安局 and 甲县; a task force, two liaisons, a leader."""

    def __init__(self):
        seed()
        self.city = Unit.objects.create(name="临江市", short_name="临江市", kind=UnitKind.CITY)
        self.education, self.police = (
            Unit.objects.create(name=f"临江{name}", short_name=name, kind=UnitKind.GOVERNMENT, parent=self.city, order=order)
            for order, name in enumerate(("市教育局", "市公安局"), 1)
        )
        self.county = Unit.objects.create(name="甲县", short_name="甲县", kind=UnitKind.COUNTY, parent=self.city, order=9)
        Alias.objects.create(unit=self.education, name="教体局")
        self.force = self.person("专班王", self.city, Role.TASKFORCE)
        self.liaison = self.person("教育联络员", self.education, Role.LIAISON)
        self.stranger = self.person("公安联络员", self.police, Role.LIAISON)
        self.leader = self.person("市领导", self.city, Role.LEADER)
        self.model = register("R34")

    def person(self, name: str, unit: Unit, role: Role) -> Actor:
        user = User.objects.create(username=f"u{User.objects.count() + 1}", name=name)
        Post.objects.create(user=user, unit=unit, role=role, since=date(2024, 1, 1))
        return acting(user)

    def hand_in(self, data, name="台账.xlsx", actor=None, model=None) -> Import:
        return flow.hand_in(actor or self.liaison, model or self.model, name, io.BytesIO(data), len(data))

    def checked(self, data, name="台账.xlsx", actor=None, model=None) -> Import:
        """Handed in, mapped as guessed where a person would have to confirm, and checked."""
        actor = actor or self.liaison
        held = self.hand_in(data, name, actor, model)
        if held.state == State.MAPPING:
            fixed = None if "unit" in held.mapping else actor.unit
            flow.map_columns(actor, held, held.mapping, fixed, clears=False)
        drain()
        held.refresh_from_db()
        return held

    def imported(self, data, name="台账.xlsx", actor=None, model=None) -> Import:
        held = self.checked(data, name, actor, model)
        flow.confirm(actor or self.liaison, held)
        drain()
        held.refresh_from_db()
        return held

    def record(self, number):
        return self.model.objects.get(business_key=number)


def counts(held: Import) -> dict[str, int]:
    return {name: getattr(held, name) for name in ("new", "changed", "unchanged", "wrong", "skipped")}


def said(held: Import) -> list[str]:
    """What is wrong, as the page says it."""
    return [str(fault) for fault in held.faults.filter(is_warning=False)]
