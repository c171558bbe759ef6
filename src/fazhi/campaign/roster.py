"""The roster of the task force (专班名册)."""

from django.db import transaction

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor
from fazhi.people.models import Unit, User
from fazhi.people.units import written
from fazhi.plan.refusal import Refused, must_run

from .models import Campaign, RosterMember


@transaction.atomic
def add_member(
    actor: Actor,
    campaign: Campaign,
    name: str,
    unit: Unit,
    duty: str = RosterMember.Duty.MEMBER,
    user: User | None = None,
    work: str = "",
) -> RosterMember:
    """Enter a member; an account is not needed. What a member may do comes from posts, never from the roster."""
    must_run(actor, campaign.unit, "调整专班名册")
    said = written(name, "姓名", 40)
    if campaign.roster.filter(name=said, unit=unit).exists():
        raise Refused(f"{unit.short_name}的{said}已在专班名册中。如分工有变，请修改原有条目。")
    if duty not in RosterMember.Duty.values:
        raise Refused(f"没有“{duty}”这项职责。请从组长、副组长、办公室主任、成员中选择。")
    member = RosterMember.objects.create(campaign=campaign, name=said, unit=unit, duty=duty, user=user, work=work.strip()[:200])
    text = f"把{unit.short_name}{said}列入专班，职责为{member.get_duty_display()}"
    write(Verb.CREATED, member, text, by=actor.who, about=[campaign], units=[unit.pk], campaign=campaign.pk)
    return member


@transaction.atomic
def remove_member(actor: Actor, member: RosterMember) -> None:
    must_run(actor, member.campaign.unit, "调整专班名册")
    text = f"把{member.unit.short_name}{member.name}移出专班"
    write(Verb.REMOVED, member, text, by=actor.who, about=[member.campaign], units=[member.unit_id], campaign=member.campaign_id)
    member.delete()
