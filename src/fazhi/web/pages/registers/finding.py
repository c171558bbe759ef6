"""Finding: the register and the record an address names, through the one door; and doing an act whatever refuses it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404
from django.urls import NoReverseMatch, reverse

from fazhi.engine.register import Register, register
from fazhi.kit.dates import DateRefused, parse_date
from fazhi.kit.days import CountRefused
from fazhi.people.actor import Actor, Refused
from fazhi.people.directory import units_seen_by
from fazhi.people.models import Unit


def register_or_404(code: str) -> type[Register]:
    try:
        return register(code)
    except KeyError:
        raise Http404 from None


def record_or_404(model: type[Register], actor: Actor, pk: int, as_of: date | None = None) -> Register:
    """The record as it stands, or as the register said on `as_of`."""
    rows = model.visible_on(actor, as_of).select_related("unit")
    found = rows.filter(pk=pk).first() or (rows.filter(of=pk).first() if as_of else None)
    if found is None:
        raise Http404
    return found


def day_asked(text: str, label: str) -> tuple[date | None, str]:
    """A day out of an address, and what is wrong with it."""
    if not text.strip():
        return None, ""
    try:
        return parse_date(text), ""
    except DateRefused as refusal:
        return None, f"{label}：{refusal}"


def writable_units(model: type[Register], actor: Actor) -> list[Unit]:
    """The units for which the actor may write down records of this register."""
    if not actor.is_(*model.writers):
        return []
    return [unit for unit in units_seen_by(actor).on(actor.today).select_related("heir") if model.may_write(actor, unit)]


def address_if(name: str, *args: Any) -> str:
    """The address of a page of another family, or nothing where that page is not built in."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def tried(act: Callable[[], Any]) -> Any:
    """Do an act on records; whatever stands against it comes out as Refused or ValidationError, never as an error of the server."""
    try:
        return act()
    except CountRefused as refusal:
        raise Refused(str(refusal)) from refusal
    except IntegrityError as clash:
        raise Refused("填写的内容互相矛盾，没有保存。请核对数量、金额和先后日期，改正后再保存。") from clash


def reasons_of(error: Exception) -> list[str]:
    """What was refused, sentence by sentence."""
    return list(error.messages) if isinstance(error, ValidationError) else [str(error)]
