"""The first unit and the three admins of a new installation, before anybody is there who could appoint them."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from fazhi.journal.models import Verb
from fazhi.journal.write import SYSTEM, Who, write

from .accounts import checked_username, new_password
from .actor import Refused
from .models import ADMINS, Post, Role, Unit, UnitKind, User
from .units import written


@transaction.atomic
def found(name: str, short_name: str, admins: Mapping[Role, tuple[str, str]], on: date, by: Who = SYSTEM) -> dict[Role, tuple[User, str]]:
    """The city, and for each of the three admin roles a user from (username, name); gives users and first passwords.

    Raises Refused once any unit or user exists: from then on the admins do this.
    """
    if Unit.objects.exists() or User.objects.exists():
        raise Refused("系统中已有单位或账号，不能再次初始化。请由系统管理员增加单位、由安全管理员增加账号。")
    if set(admins) != set(ADMINS):
        raise Refused("初始化须同时指定系统管理员、安全管理员、审计管理员。请补齐。")
    if len({username.strip().casefold() for username, _ in admins.values()}) < len(ADMINS):
        raise Refused("系统管理员、安全管理员、审计管理员须由不同的人担任。请换成三个不同的账号。")
    city = Unit.objects.create(name=written(name, "全称", 100), short_name=written(short_name, "简称", 50), kind=UnitKind.CITY)
    write(Verb.CREATED, city, f"初始化时新增了“{city.name}”", by=by, units=[city.pk], after={"name": city.name})
    made: dict[Role, tuple[User, str]] = {}
    for role, (username, person) in admins.items():
        password = new_password()
        user = User(username=checked_username(username), name=written(person, "姓名", 40), must_change_password=True)
        user.set_password(password)
        user.save()
        post = Post(user=user, unit=city, role=role, since=on)
        post.save()
        said = f"初始化时新建了账号“{user.username}”（{user.name}），任命为{Role(role).label}"
        write(Verb.CREATED, user, said, by=by, about=[post], units=[city.pk], after={"username": user.username, "name": user.name})
        made[role] = (user, password)
    return made
