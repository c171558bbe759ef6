"""Linking tasks of the plan to second-level indicators: proposed by number and likeness of the names, answered for by a person."""

from django.db import transaction

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor
from fazhi.plan.comparing import alike
from fazhi.plan.models import PlanTask
from fazhi.plan.refusal import Refused, must_run

from .models import Campaign, TaskLink

SAME_NUMBER, OTHER_NUMBER = 0.3, 0.5  # how alike the names have to be; the same number speaks for a link by itself


def propose(campaign: Campaign) -> list[TaskLink]:
    """Unsaved links: for each task the second-level indicator of its number if the names agree, else the one most alike, else none."""
    level2 = second_level(campaign)
    if campaign.plan is None:
        return []
    links = []
    for task in campaign.plan.tasks.order_by("no", "id"):
        scores = {no: alike(task.title, name) for no, name in level2.items()}
        if scores.get(task.no, 0) >= SAME_NUMBER:
            chosen, why = task.no, f"序号相同，名称相似度 {scores[task.no]:.0%}"
        else:
            chosen = max(scores, key=lambda no: (scores[no], -no), default=0)
            why = f"序号不同，按名称最相近选取，相似度 {scores.get(chosen, 0):.0%}"
            if scores.get(chosen, 0) < OTHER_NUMBER:
                continue
        links.append(TaskLink(campaign=campaign, task=task, level2_no=chosen, why=why))
    return links


def second_level(campaign: Campaign) -> dict[int, str]:
    """Number → name of the edition's second-level indicators, in order."""
    return dict(campaign.edition.indicators.order_by("level2_no").values_list("level2_no", "level2_name").distinct())


def unlinked_tasks(campaign: Campaign) -> list[PlanTask]:
    """The plan's tasks that no link leads from."""
    if campaign.plan is None:
        return []
    return list(campaign.plan.tasks.exclude(pk__in=campaign.links.values("task")).order_by("no", "id"))


@transaction.atomic
def confirm_link(actor: Actor, link: TaskLink) -> TaskLink:
    must_run(actor, link.campaign.unit, "确认任务与指标的对应")
    link.is_confirmed = True
    link.save(update_fields=("is_confirmed",))
    write(Verb.CONFIRMED, link, f"确认了对应：{link}", by=actor.who, about=[link.campaign], campaign=link.campaign_id)
    return link


@transaction.atomic
def confirm_links(actor: Actor, campaign: Campaign) -> int:
    """Confirm all proposed links that a person has looked through; returns how many."""
    must_run(actor, campaign.unit, "确认任务与指标的对应")
    links = list(campaign.links.filter(is_confirmed=False))
    campaign.links.filter(pk__in=[link.pk for link in links]).update(is_confirmed=True)
    if links:
        write(Verb.CONFIRMED, campaign, f"确认了 {len(links)} 处任务与指标的对应", by=actor.who, about=links, campaign=campaign.pk)
    return len(links)


@transaction.atomic
def add_link(actor: Actor, campaign: Campaign, task: PlanTask, level2_no: int) -> TaskLink:
    """Link a task by hand; confirmed, for a person said so."""
    must_run(actor, campaign.unit, "建立任务与指标的对应")
    if task.plan_id != campaign.plan_id:
        raise Refused("所选任务不属于本次创建活动的方案。请从本方案的任务中选择。")
    if level2_no not in second_level(campaign):
        raise Refused(f"指标版本“{campaign.edition}”里没有第 {level2_no} 项二级指标。请核对序号。")
    link, _ = TaskLink.objects.update_or_create(
        campaign=campaign, task=task, level2_no=level2_no, defaults={"is_confirmed": True, "why": f"{actor.user.name}人工指定"}
    )
    write(Verb.CONFIRMED, link, f"建立了对应：{link}", by=actor.who, about=[campaign], campaign=campaign.pk)
    return link


@transaction.atomic
def drop_link(actor: Actor, link: TaskLink) -> None:
    """Take a link away. The assignments derived from it go at the next derivation, unless work hangs on them."""
    must_run(actor, link.campaign.unit, "删除任务与指标的对应")
    write(
        Verb.REMOVED, link, f"删除了对应：{link}", by=actor.who, about=[link.campaign], campaign=link.campaign_id, before={"why": link.why}
    )
    link.delete()
