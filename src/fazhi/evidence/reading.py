"""Versions behind the door of their items."""

from django.db.models import QuerySet

from fazhi.people.actor import Actor

from .models import Item, Version


def versions_seen_by(actor: Actor) -> QuerySet[Version]:
    """The versions of every item that the actor may see, with content and item."""
    return Version.objects.filter(item__in=Item.visible_to(actor)).select_related("blob", "item")
