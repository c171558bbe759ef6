"""Read lists for pages: the tree of units with counts, the people of a unit, the accounts a reader may see."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from fazhi.journal.models import Entry, Verb

from .actor import Actor
from .models import Post, Role, Unit, User
from .models.units import UnitQuery
from .models.users import PostQuery

READERS = (Role.TASKFORCE, Role.LEADER, Role.LIAISON, Role.HEAD, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
ROLE_ORDER = {role: place for place, role in enumerate(Role)}


@dataclass(frozen=True)
class Branch:
    """A unit in the tree. `people` counts persons with a post in it; `below` the units under it."""

    unit: Unit
    depth: int
    people: int
    liaisons: int
    heads: int
    below: int


def units_seen_by(actor: Actor) -> UnitQuery:
    """The unit of the actor's post and all below it; nothing for roles that have no business with units."""
    if actor.unit is None or not actor.is_(*READERS):
        return Unit.objects.none()
    return Unit.objects.under(actor.unit)


def posts_seen_by(actor: Actor) -> PostQuery:
    """The posts in those units, and one's own."""
    seen = Q(user=actor.user)
    if actor.unit is not None and actor.is_(*READERS):
        seen |= Q(unit__path__startswith=actor.unit.path)
    return Post.objects.filter(seen)


def users_seen_by(actor: Actor) -> QuerySet[User]:
    """Users with a post in those units in force or to come, and oneself.

    Of those without any such post the top security admin sees all; a lower one those whose account was made in the own area
    and who never had a post, so that they can be given one.
    """
    lasting = Q(until=None) | Q(until__gte=actor.today)
    seen: Combinable | Q = Q(pk=actor.user.pk) | Exists(posts_seen_by(actor).filter(lasting, user=OuterRef("pk")))
    if actor.is_(Role.SECURITY_ADMIN) and actor.unit is not None:
        if actor.unit.parent_id is None:
            seen |= ~Exists(Post.objects.filter(lasting, user=OuterRef("pk")))
        else:
            here = Unit.objects.under(actor.unit).values("pk")
            made = Entry.objects.filter(kind="people.user", verb=Verb.CREATED, actor_unit_id__in=here)
            made = made.filter(object_id=Cast(OuterRef("pk"), CharField()))
            seen |= Exists(made) & ~Exists(Post.objects.filter(user=OuterRef("pk")))
    return User.objects.filter(seen)


def accounts(actor: Actor, words: str = "") -> QuerySet[User]:
    """Those users with `held`: their posts the reader may see, newest first; two queries a page.

    `words` are looked for in name, account and unit.
    """
    users = users_seen_by(actor)
    posts = posts_seen_by(actor)
    for word in words.split():
        in_unit = posts.filter(Q(unit__short_name__contains=word) | Q(unit__name__contains=word), user=OuterRef("pk"))
        users = users.filter(Q(name__contains=word) | Q(username__icontains=word) | Exists(in_unit))
    shown = posts.select_related("unit", "stands_in_for__user").order_by("-since", "-id")
    return users.order_by("username").prefetch_related(Prefetch("posts", shown, to_attr="held"))


def tree(actor: Actor, day: date, root: Unit | None = None) -> list[Branch]:
    """The units that the reader sees on `day`, parents before children, siblings in their order; two queries.

    `root` narrows it to one unit and what is below. A unit whose parent has ended stands with its parent's heir.
    """
    seen = units_seen_by(actor).on(day)
    units = list(seen.under(root) if root else seen)
    held: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    posts = posts_seen_by(actor).on(day).filter(unit__path__startswith=root.path if root else "/")
    for unit_id, role, user_id in posts.filter(user__is_active=True).values_list("unit_id", "role", "user_id"):
        held[unit_id][role].add(user_id)
    known = {unit.pk: unit for unit in units}
    children: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units:
        children[_above(unit, known)].append(unit)
    below = Counter(above for unit in units for above in _all_above(unit, known))
    return _branches(None, 0, children, held, below)


def people_of(actor: Actor, unit: Unit, day: date) -> list[Post]:
    """Posts in the unit on `day` that the reader may see, by role and name, with user and whom they stand in for; one query."""
    posts = posts_seen_by(actor).on(day).filter(unit=unit).select_related("user", "unit", "stands_in_for__user")
    return sorted(posts, key=lambda post: (ROLE_ORDER[Role(post.role)], post.stands_in_for_id is not None, post.user.name, post.pk))


def _above(unit: Unit, known: dict[int, Unit]) -> int | None:
    """The nearest unit on the path that is shown."""
    return next(iter(_all_above(unit, known)), None)


def _all_above(unit: Unit, known: dict[int, Unit]) -> list[int]:
    ids = [int(part) for part in unit.path.strip("/").split("/")[:-1]]
    return [above for above in reversed(ids) if above in known]


def _branches(above: int | None, depth: int, children: dict, held: dict, below: Counter) -> list[Branch]:
    branches: list[Branch] = []
    for unit in children.get(above, ()):
        roles = held.get(unit.pk, {})
        people = len(set().union(*roles.values())) if roles else 0
        liaisons, heads = len(roles.get(Role.LIAISON, ())), len(roles.get(Role.HEAD, ()))
        branches.append(Branch(unit, depth, people, liaisons, heads, below[unit.pk]))
        branches += _branches(unit.pk, depth + 1, children, held, below)
    return branches


def account_called(username: str) -> User | None:
    """The account of this name, for the journal of lock-outs, where nobody is signed in; None where there is none."""
    return User.objects.filter(username=username).first()
