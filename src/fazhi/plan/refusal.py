"""What an act on a plan, an edition or a campaign has to meet first, and the refusal that names every reason at once."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from fazhi.journal.write import label_of
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.actor import Refused as PeopleRefused
from fazhi.people.models import Unit


class Refused(PeopleRefused):
    """The act cannot be done as things stand. It names every reason at once; `reasons` holds them one by one, for a page to list."""

    def __init__(self, *reasons: str):
        self.reasons = reasons
        super().__init__("".join(reasons))


def must_run(actor: Actor, unit: Unit, act: str) -> None:
    """Only the task force of `unit` or of an area above it; else NotAllowed."""
    if not actor.runs(unit):
        raise NotAllowed(f"您不能{act}：这件事由{unit.short_name}的创建工作专班办理。请联系专班，或切换到您的专班身份后再试。")


def changed(record: models.Model, allowed: tuple[str, ...], fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set `fields` on the record and return (before, after) of what differs; refuses unknown names and values the fields do not take."""
    if unknown := [name for name in fields if name not in allowed]:
        raise TypeError(f"{type(record).__name__} has no correctable field {', '.join(unknown)}")
    before = {name: getattr(record, name) for name in fields if getattr(record, name) != fields[name]}
    after = {name: fields[name] for name in before}
    for name, value in after.items():
        setattr(record, name, value)
    try:
        record.clean_fields(exclude=[field.name for field in record._meta.fields if field.name not in after])
    except ValidationError as error:
        reasons = [f"“{label_of(record, name)}”填写有误：{''.join(said)}请改正后再提交。" for name, said in error.message_dict.items()]
        raise Refused(*reasons) from error
    return before, after
