"""The gate before the door: an upload whose very name bears a mark of secrecy is refused before its first byte."""

from django.db import transaction

from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.kit.files import human_size
from fazhi.people.actor import Actor

from .secrecy import SecretName, SecretRefused, refuse_secret_name


def refuse_marked(actor: Actor, name: str, folder: str, size: int) -> None:
    """Raise SecretName and journal it under the unit, with the size and the time and nothing of the name."""
    try:
        refuse_secret_name(name, folder)
    except SecretRefused as refusal:
        assert actor.unit is not None
        said = f"上传的文件因名称带有密级标志被拒收（{human_size(max(size, 0))}），内容和名称未作记录"
        with transaction.atomic():
            write(Verb.REFUSED, actor.unit, said, by=actor.who, units=[actor.unit.pk])
        raise SecretName(str(refusal)) from None
