"""Proofs, and the submission they stand in: what one unit shows for one indicator."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from fazhi.evidence.models import Use
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.people.scope import Scoped, in_reach, reaches

from .demand import Demand, Requirement, led_by


class Submission(Scoped):
    """One unit's proofs for one demand. Only review moves `state`; the column lives here so that progress is one aggregate.

    Lead units read it from the day it reaches them: review then grants it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "待提交"
        HEAD = "head", "待分管领导审签"
        LEAD = "lead", "待牵头单位审核"
        TASKFORCE = "taskforce", "待专班认定"
        ACCEPTED = "accepted", "已认定"
        RETURNED = "returned", "已退回"

    OPEN = (State.DRAFT, State.RETURNED)  # the unit may change its proofs
    WAITING = (State.HEAD, State.LEAD, State.TASKFORCE)
    REACHED = (State.LEAD, State.TASKFORCE, State.ACCEPTED)  # the unit's head signed; the leads may read it

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="submissions", verbose_name="指标要求")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="submissions", verbose_name="单位")
    unit_name = models.CharField("报送时单位名称", max_length=100)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    round = models.PositiveIntegerField("第几次报送", default=0)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    reached_round = models.PositiveIntegerField("最近送达牵头单位的报送", default=0, editable=False)
    reached_at = models.DateTimeField("最近在牵头单位或专班的时间", null=True, editable=False)
    moved_at = models.DateTimeField("最近变动", auto_now=True)
    lock = models.PositiveIntegerField("变动次数", default=0, help_text="每次审核加一；页面带着它，两个人同时点时后一个会知道")

    class Meta:
        verbose_name = "报送"
        ordering = ("demand__indicator__no", "unit__order", "id")
        constraints = [models.UniqueConstraint(fields=("demand", "unit"), name="one_submission_a_unit")]
        indexes = [models.Index(fields=("state", "unit"))]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.demand}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep in mind what has reached the leads and when, so that later drafts can be told from it."""
        if self.state in self.REACHED:
            self.reached_round, self.reached_at = self.round, timezone.now()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "reached_round", "reached_at"}
        super().save(*args, **kwargs)

    def is_drafting_for(self, actor: Actor) -> bool:
        """Is it with its unit while the actor may read only what was handed in? Then the text of its narrative is not for them."""
        return self.state not in self.REACHED and not reaches(actor, self.unit)

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        """One's own; the area's, for task force and leaders; a lead unit's while it is with the leads or behind them.

        What was returned stays open to the leads that had it before: review granted it to them.
        """
        return super().readers(actor) | (Q(led_by(actor, "demand")) & Q(state__in=cls.REACHED))

    @classmethod
    def told_to(cls, actor: Actor) -> Q:
        """Those whose narrative the actor may read: one's own and the area's always, others while they are handed in."""
        return in_reach(actor, cls.reach) | Q(state__in=cls.REACHED)


class Proof(Use, Scoped):
    """That an item proves a requirement of a demand, at a place in it. One item has many proofs, each with its own review."""

    class State(models.TextChoices):
        DRAFT = "draft", "待提交"
        SUBMITTED = "submitted", "审核中"
        ACCEPTED = "accepted", "已认定"
        RETURNED = "returned", "已退回"
        REMOVED = "removed", "已撤下"

    reach = "submission__unit__path"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="proofs", verbose_name="报送")
    requirement = models.ForeignKey(Requirement, models.SET_NULL, null=True, blank=True, related_name="proofs", verbose_name="应交材料")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    round = models.PositiveIntegerField("首次随第几次报送", default=0)
    added_at = models.DateTimeField("加入时间", auto_now_add=True)
    changed_at = models.DateTimeField("最近修改", auto_now=True)
    added_by = models.CharField("加入人", max_length=40)
    added_by_id = models.BigIntegerField(null=True, blank=True)  # whom recusal asks for: two may bear one name

    class Meta:
        verbose_name = "佐证"
        ordering = ("requirement__order", "id")
        indexes = [models.Index(fields=("submission", "state"))]
        constraints = [
            models.UniqueConstraint(
                fields=("submission", "requirement", "item", "place_kind", "place"),
                condition=~Q(state="removed"),
                name="one_proof_a_place",
            ),
            models.UniqueConstraint(
                fields=("submission", "item", "place_kind", "place"),
                condition=~Q(state="removed") & Q(requirement=None),
                name="one_unfiled_proof_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}（{self.place_said}）"

    @classmethod
    def readers(cls, actor: Actor) -> Q:
        """All of a submission that is the actor's or the area's, or that is handed in; of another one that went back to its unit
        only what had reached the leads before and has not been touched since."""
        known = Q(round__lte=F("submission__reached_round"), changed_at__lte=F("submission__reached_at"))
        shown = in_reach(actor, cls.reach) | Q(submission__state__in=Submission.REACHED) | known
        return Q(submission__in=Submission.visible_to(actor).values("pk")) & shown

    @classmethod
    def shown_to(cls, actor: Actor, submission: Submission) -> "models.QuerySet[Proof]":
        """The standing proofs of a submission that the actor may read; none of one that is not saved yet."""
        return cls.visible_to(actor).filter(submission=submission.pk or 0).exclude(state=cls.State.REMOVED)


class Narrative(models.Model):
    """What a unit did for a demand, in its own words (工作开展情况); it goes into the self-assessment report."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="narrative", verbose_name="报送")
    text = models.TextField("工作开展情况", blank=True)
    written_by = models.CharField("填写人", max_length=40)
    written_at = models.DateTimeField("填写时间", auto_now=True)

    class Meta:
        verbose_name = "工作开展情况"

    def __str__(self) -> str:
        return self.text[:30]
