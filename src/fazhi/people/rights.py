"""Who may change units, names, accounts and posts."""

from django.db.models import Q

from .actor import Actor, NotAllowed
from .models import Role, Unit, User

NAMED_BY_TASKFORCE = (Role.LIAISON, Role.HEAD, Role.OFFICER)


def may_shape(actor: Actor, unit: Unit) -> bool:
    """Units themselves: the system admin, from the unit of the post downwards."""
    return actor.is_(Role.SYSTEM_ADMIN) and actor.unit is not None and actor.unit.contains(unit)


def may_name(actor: Actor, unit: Unit) -> bool:
    """Aliases and what collective names mean: the system admin, and the task force within its own area."""
    return may_shape(actor, unit) or actor.runs(unit)


def may_keep_accounts(actor: Actor) -> bool:
    """Making accounts and setting passwords: the security admin; whose, says `may_keep`."""
    return actor.is_(Role.SECURITY_ADMIN)


def may_keep(actor: Actor, user: User) -> bool:
    """This account: the security admin above all its posts in force or to come; without such posts the one of the top unit.

    A password opens every post of its holder, so one who rules over some of them only must not set it.
    """
    if not may_keep_accounts(actor) or actor.unit is None:
        return False
    held = user.posts.filter(Q(until=None) | Q(until__gte=actor.today)).select_related("unit")
    units = [post.unit for post in held]
    return all(actor.unit.contains(unit) for unit in units) if units else actor.unit.parent_id is None


def may_appoint(actor: Actor, unit: Unit, role: Role) -> bool:
    """Any post: the security admin. Liaisons, heads and officers of its own area: the task force too."""
    if actor.is_(Role.SECURITY_ADMIN):
        return actor.unit is not None and actor.unit.contains(unit)
    return role in NAMED_BY_TASKFORCE and actor.runs(unit)


def need(allowed: bool, act: str, done_by: str) -> None:
    """Raise NotAllowed unless `allowed`; `done_by` says whose work `act` is."""
    if not allowed:
        raise NotAllowed(f"您不能{act}：这项工作由{done_by}办理。请切换到相应身份，或联系{done_by}。")


def need_shape(actor: Actor, unit: Unit, act: str) -> None:
    need(may_shape(actor, unit), act, "本地区的系统管理员")


def need_name(actor: Actor, unit: Unit, act: str) -> None:
    need(may_name(actor, unit), act, "本地区的系统管理员或创建工作专班")


def need_keep(actor: Actor, user: User, act: str) -> None:
    need(may_keep_accounts(actor), act, "安全管理员")
    need(may_keep(actor, user), act, "管辖其全部任职单位的上级安全管理员")


def need_appoint(actor: Actor, unit: Unit, role: Role, act: str) -> None:
    by = "安全管理员或本地区的创建工作专班" if role in NAMED_BY_TASKFORCE else "安全管理员"
    need(may_appoint(actor, unit, role), f"{act}“{unit}”的{role.label}", by)
