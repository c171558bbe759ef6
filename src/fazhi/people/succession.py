"""What passes from a unit to its heir: children, posts, names, collective names."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from .models import Alias, CollectiveName, Expansion, Post, Succession, Unit

DAY = timedelta(days=1)


def hand_over(olds: Sequence[Unit], heirs: Sequence[Unit], on: date, how: Succession.How) -> list[models.Model]:
    """End `olds` on `on`; the first of `heirs` takes over what they leave. Gives every record made or changed.

    Work stays with the old units; they lie below the heir from now on, so whoever acts for the heir reaches it.
    """
    heir = heirs[0]
    changed: list[models.Model] = []
    for old in olds:
        for successor in heirs:
            changed.append(Succession.objects.create(predecessor=old, successor=successor, on=on, how=how))
    changed += _place_below(olds, heir, on)
    changed += carry_posts(olds, heir, on)
    changed += _pass_names(olds, heir)
    changed += _pass_collectives(olds, heir)
    changed += _follow_expansions(olds, heirs, on)
    return changed


def _place_below(olds: Sequence[Unit], heir: Unit, on: date) -> list[models.Model]:
    """The old units lie below the heir; their living children become the heir's; all paths and areas below follow."""
    below = Q()
    for old in olds:
        below |= Q(path__startswith=old.path)
    units = {unit.pk: unit for unit in Unit.objects.filter(below)}
    ended = {old.pk for old in olds}
    for unit in units.values():
        if unit.pk in ended:
            unit.until, unit.heir = on, heir
        elif unit.parent_id in ended and unit.exists_on(on):
            unit.parent = heir
    known = {heir.pk: heir, **units}
    placed: set[int] = {heir.pk}
    for unit in units.values():
        _place(unit, known, placed)
    Unit.objects.bulk_update(units.values(), ["until", "heir", "parent", "path", "area"])
    for old in olds:
        old.refresh_from_db()
    return list(units.values())


def _place(unit: Unit, known: dict[int, Unit], placed: set[int]) -> None:
    if unit.pk in placed:
        return
    placed.add(unit.pk)
    above = known.get(unit.heir_id or unit.parent_id or 0)
    if above is not None:
        _place(above, known, placed)
        unit.path = f"{above.path}{unit.pk}/"
    parent = known.get(unit.parent_id or 0)
    if parent is not None and not unit.is_area:
        _place(parent, known, placed)
        unit.area_id = parent.area_id


def carry_posts(olds: Sequence[Unit], heir: Unit | None, on: date) -> list[models.Model]:
    """Posts that reach into `on` or later go on in the heir from that day; without an heir they end the day before."""
    open_posts = Post.objects.filter(unit__in=olds).filter(Q(until=None) | Q(until__gte=on)).select_related("user", "unit")
    changed: list[models.Model] = []
    carried: dict[int, Post] = {}
    held: dict[tuple[int, str], Post] = {}
    for post in sorted(open_posts, key=lambda post: (post.stands_in_for_id is not None, post.pk)):
        until = post.until
        stood_in = carried.get(post.stands_in_for_id or 0, post.stands_in_for)
        if post.since >= on:
            if heir is not None:
                post.unit, post.stands_in_for = heir, stood_in
                post.save()
            carried[post.pk] = post
        else:
            post.until = on - DAY
            post.save()
            double = held.get((post.user_id, post.role)) if post.stands_in_for_id is None else None
            if double is not None:
                # One person held the same role in two merging units: one post in the heir, for the longer of the two terms.
                carried[post.pk] = double
                if double.until is not None and (until is None or until > double.until):
                    double.until = until
                    double.save()
            elif heir is not None:
                new = Post(user=post.user, unit=heir, role=post.role, since=on, until=until, stands_in_for=stood_in)
                new.save()
                carried[post.pk] = new
                held.setdefault((post.user_id, post.role), new)
                changed.append(new)
        changed.append(post)
    return changed


def _pass_names(olds: Sequence[Unit], heir: Unit) -> list[models.Model]:
    """The heir answers to every name of the old units."""
    names = [name for old in olds for name in (old.name, old.short_name)]
    names += Alias.objects.filter(unit__in=olds).order_by("id").values_list("name", flat=True)
    own = {heir.name, heir.short_name, *heir.aliases.values_list("name", flat=True)}
    return list(Alias.objects.bulk_create(Alias(unit=heir, name=name) for name in dict.fromkeys(names) if name not in own))


def _pass_collectives(olds: Sequence[Unit], heir: Unit) -> list[models.Model]:
    """An area's collective names go to the heir; of two of the same name the first goes, the other stays in the past."""
    passed: dict[str, CollectiveName] = {}
    for collective in CollectiveName.objects.filter(area__in=olds).order_by("id"):
        if collective.name not in passed:
            collective.area = heir
            collective.save(update_fields=["area"])
            passed[collective.name] = collective
    return list(passed.values())


def _follow_expansions(olds: Sequence[Unit], heirs: Sequence[Unit], on: date) -> list[models.Model]:
    """Collective names that mean an old unit mean its heirs from `on`, by new dated expansions."""
    changed: list[models.Model] = []
    meant = Expansion.objects.filter(units__in=olds).filter(Q(until=None) | Q(until__gte=on)).distinct()
    gone = {old.pk for old in olds}
    for expansion in meant.prefetch_related("units").order_by("since", "id"):
        kept = [unit for unit in expansion.units.all() if unit.pk not in gone]
        since = max(on, expansion.since)
        new = Expansion.objects.create(collective_id=expansion.collective_id, since=since, until=expansion.until)
        new.units.set([*kept, *heirs])
        expansion.until = since - DAY
        expansion.save(update_fields=["until"])
        changed += [new, expansion]
    return changed
