"""Opening: the personal values of one record, read in full by somebody whose name then stands in the journal."""

from django.db import transaction

from fazhi.engine.personal import PersonalField
from fazhi.engine.register import Register
from fazhi.journal.models import Verb
from fazhi.journal.write import label_of, write
from fazhi.people.actor import Actor, NotAllowed


def personal_names(model: type[Register]) -> list[str]:
    """The personal fields of a register."""
    return [field.name for field in model.own_fields() if isinstance(field, PersonalField)]


@transaction.atomic
def open_personal(actor: Actor, record: Register) -> dict[str, str]:
    """Field → its whole value; the journal says who opened it. Raises NotAllowed."""
    if not record.may_write(actor, record.unit):
        raise NotAllowed(
            f"您不能查看这条{record._meta.verbose_name}的个人信息。请由{record.unit.short_name}的联络员、负责人或工作专班查看。"
        )
    names = personal_names(type(record))
    labels = "、".join(label_of(record, name) for name in names)
    write(Verb.OPENED, record, f"查看了{record._meta.verbose_name}“{record}”的{labels}", by=actor.who, units=[record.unit_id])
    return {name: getattr(record, name) or "" for name in names}
