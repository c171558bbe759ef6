"""Saved views: a filtered list kept under a name, for oneself or for the area."""

from django.db import transaction
from django.http import QueryDict

from fazhi.people.actor import Actor, Refused

from .models import SavedView

MOST = 30  # views of one person for one register


@transaction.atomic
def keep_view(actor: Actor, register: str, name: str, query: str, *, shared: bool = False) -> SavedView:
    """Keep the filters of a list under a name; the same name again replaces them. Raises Refused."""
    name = name.strip()
    if not name or len(name) > 40:
        raise Refused("请给视图起个名字，40字以内，如“本季度逾期”。")
    asked = QueryDict(query, mutable=True)
    asked.pop("page", None)
    kept = asked.urlencode()
    if not kept or len(kept) > 1000:
        raise Refused("还没有筛选条件，或条件太多。请先在列表上筛选，再保存为视图。")
    mine = SavedView.objects.filter(user=actor.user, register=register)
    if mine.exclude(name=name).count() >= MOST:
        raise Refused(f"一个台账最多保存{MOST}个视图。请先删除不用的。")
    facts = {"query": kept, "shared": shared, "area": actor.area}
    return SavedView.objects.update_or_create(user=actor.user, register=register, name=name, defaults=facts)[0]


@transaction.atomic
def drop_view(actor: Actor, view: int) -> SavedView:
    """Forget one's own view. Raises Refused."""
    held = SavedView.objects.filter(user=actor.user, pk=view).first()
    if held is None:
        raise Refused("这个视图已删除，或是别人保存的。共用的视图由保存的人删除。")
    held.delete()
    return held
