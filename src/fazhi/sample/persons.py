"""The made-up people of the sample city: one with an account for each role, a liaison and a head for the units."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from fazhi.journal.write import SYSTEM, Verb, write
from fazhi.people.accounts import appoint
from fazhi.people.actor import Actor, acting
from fazhi.people.models import Post, Role, Unit, User

from .units import SHORT

PASSWORD = "Fazhi-2025"  # noqa: S105  # the one of the made-up people; printed by the demo

# username, name, what it says in the list of accounts, the posts (short name of the unit, role)
Special = tuple[str, str, str, tuple[tuple[str, Role], ...]]
SPECIAL: tuple[Special, ...] = (
    ("zhuanban", "郑明远", "市创建工作专班", ((SHORT, Role.TASKFORCE),)),
    ("zhuanban-jiaoyu", "何一川", "专班成员，市教育局抽调（遇本单位报送须回避）", ((SHORT, Role.TASKFORCE), ("市教育局", Role.OFFICER))),
    ("jiaoyuju", "苏文静", "市教育局联络员", (("市教育局", Role.LIAISON),)),
    ("jiaoyuju-head", "韩致远", "市教育局分管领导", (("市教育局", Role.HEAD),)),
    ("sifaju", "林知行", "市司法局联络员（多项指标的主牵头）", (("市司法局", Role.LIAISON),)),
    ("sifaju-head", "沈立新", "市司法局分管领导", (("市司法局", Role.HEAD),)),
    ("liangpai", "杜若飞", "两块牌子：市司法局、市委依法治市办联络员", (("市司法局", Role.LIAISON), ("市委依法治市办", Role.LIAISON))),
    ("leader", "陈怀民", "市领导", ((SHORT, Role.LEADER),)),
    ("yongchang", "许长青", "永昌县创建工作专班", (("永昌县", Role.TASKFORCE),)),
    ("yongchang-lianluo", "田小满", "永昌县政府联络员", (("永昌县政府", Role.LIAISON),)),
    ("jinchuan", "罗启新", "金川区创建工作专班", (("金川区", Role.TASKFORCE),)),
    ("assessor", "方知秋", "评估员", ((SHORT, Role.ASSESSOR),)),
    ("officer", "冯晓舟", "市公安局工作人员", (("市公安局", Role.OFFICER),)),
)
ADMINS = {
    Role.SYSTEM_ADMIN: ("admin-system", "邵安之"),
    Role.SECURITY_ADMIN: ("admin-security", "任守正"),
    Role.AUDIT_ADMIN: ("admin-audit", "秦鉴清"),
}
ACCOUNTS: list[tuple[str, str]] = [
    *((username, says) for username, _, says, _ in SPECIAL),
    *((username, Role(role).label) for role, (username, _) in ADMINS.items()),
]
HEADLESS = ("市文广旅局", "市税务局", "市招商局", "示例四乡")  # so that 尚未指定 is seen somewhere
SURNAMES = "赵钱孙李周吴王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻柏水窦章云苏潘葛奚范彭郎"
GIVEN = ("一鸣", "知远", "文博", "立行", "思源", "嘉宁", "慧敏", "守诚", "子墨", "若兰", "建平", "晓东", "明哲", "雅琴", "向阳", "清和")


@dataclass
class Cast:
    """Who acts: by unit id the liaison and the head, and the ones with a name of their own by username."""

    on: date
    liaisons: dict[int, Actor] = field(default_factory=dict)
    heads: dict[int, Actor] = field(default_factory=dict)
    by_name: dict[str, Actor] = field(default_factory=dict)

    def take(self, actor: Actor) -> None:
        if actor.unit is not None and actor.role == Role.LIAISON:
            self.liaisons.setdefault(actor.unit.pk, actor)
        if actor.unit is not None and actor.role == Role.HEAD:
            self.heads.setdefault(actor.unit.pk, actor)


def make_people(security: Actor, units: dict[str, Unit], on: date, rng: Random) -> Cast:
    """Accounts and posts; everybody signs in with PASSWORD. One hash serves all, for hashing each would take minutes."""
    cast, hashed, since = Cast(on), make_password(PASSWORD), on - timedelta(days=200)
    User.objects.update(password=hashed, must_change_password=False)  # the three admins, who came with the founding
    wanted = [(username, name, posts) for username, name, _, posts in SPECIAL]
    taken = {post for _, _, posts in wanted for post in posts}
    taken_names = {name for _, name, _ in wanted}
    wanted += list(_others(units, taken, _names(rng, taken_names)))
    phones = (f"138{no:08}" for no in range(1, len(wanted) + 1))
    users = [User(username=username, name=name, phone=next(phones), password=hashed) for username, name, _ in wanted]
    User.objects.bulk_create(users)
    made = list(User.objects.filter(username__in=[user.username for user in users]))
    write(
        Verb.CREATED, units[SHORT], f"生成示例市时新建了 {len(made)} 个示例账号，使用同一个公开的密码", by=SYSTEM, about=User.objects.all()
    )
    by_username = {user.username: user for user in made}
    for username, _, posts in wanted:
        user = by_username[username]
        held = [appoint(security, user, units[short], role, since) for short, role in posts]
        for post in held:
            cast.take(_acting(user, post, on))
        cast.by_name[username] = _acting(user, held[0], on)
    return cast


def _acting(user: User, post: Post, on: date) -> Actor:
    return acting(user, post.pk, today=on)


def _others(units: dict[str, Unit], taken: set[tuple[str, Role]], names: Iterator[str]) -> Iterator[tuple[str, str, tuple]]:
    """A liaison and a head for every unit that is no area and has none yet."""
    for short, unit in units.items():
        if unit.is_area:
            continue
        for role in (Role.LIAISON, Role.HEAD):
            if (short, role) not in taken and not (role == Role.HEAD and short in HEADLESS):
                yield f"{short}-{role.label}", next(names), ((short, role),)


def _names(rng: Random, taken: set[str]) -> Iterator[str]:
    every = [surname + given for surname in SURNAMES for given in GIVEN]
    rng.shuffle(every)
    return iter([name for name in every if name not in taken])
