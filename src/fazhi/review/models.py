"""Rounds of submissions, decisions on them, the mark on every proof, reasons for return, and recusals."""

from django.db import models
from django.utils import timezone

from fazhi.campaign.models import Proof, Requirement, Submission
from fazhi.people.models import Unit, User


class Step(models.TextChoices):
    """Who decides at this point; the values are those of the submission's states."""

    HEAD = "head", "分管领导审签"
    LEAD = "lead", "牵头单位审核"
    TASKFORCE = "taskforce", "专班认定"


class Verdict(models.TextChoices):
    """What was decided."""

    PASSED = "passed", "通过"
    RETURNED = "returned", "退回修改"
    SKIPPED = "skipped", "跳过"


class ReturnReason(models.Model):
    """A reason for return that can be clicked, counted and used again."""

    code = models.SlugField("代号", max_length=40, unique=True)
    text = models.CharField("退回原因", max_length=100)
    advice = models.CharField("怎么改", max_length=200)
    order = models.PositiveIntegerField("次序", default=0)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "退回原因"
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.text


class Round(models.Model):
    """One handing-in of a submission: who, when, what it held, and why something was missing. A withdrawn one stays only in the journal.

    `shown` is {proofs: [{id, title, version, version_no, place, note, requirement}], narrative}: what the next round is compared with.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="rounds", verbose_name="报送")
    no = models.PositiveIntegerField("第几次报送")
    at = models.DateTimeField("提交时间", default=timezone.now)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="提交人")
    user_name = models.CharField("提交人姓名", max_length=40)
    missing = models.JSONField("所缺", default=list, help_text="提交时还缺的，逐句")
    explain = models.TextField("所缺说明", blank=True)
    shown = models.JSONField("所报内容", default=dict)

    class Meta:
        verbose_name = "报送轮次"
        ordering = ("submission", "no")
        constraints = [models.UniqueConstraint(fields=("submission", "no"), name="one_round_a_number")]

    def __str__(self) -> str:
        return f"第{self.no}次报送"


class Decision(models.Model):
    """One step of one round of a submission, decided by a person; a skipped step is a decision too, so that it is seen."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions", verbose_name="报送")
    round = models.PositiveIntegerField("第几次报送")
    step = models.CharField("环节", max_length=10, choices=Step)
    verdict = models.CharField("结论", max_length=10, choices=Verdict)
    remark = models.TextField("意见", blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    user_name = models.CharField("审核人姓名", max_length=40)
    unit_name = models.CharField("审核单位", max_length=100)

    class Meta:
        verbose_name = "审核决定"
        ordering = ("-at", "-id")
        constraints = [models.UniqueConstraint(fields=("submission", "round", "step"), name="one_decision_a_step")]

    def __str__(self) -> str:
        return f"{self.get_step_display()}{self.get_verdict_display()}"


class Mark(models.Model):
    """What a decision says of one proof, of a missing requirement, or of the narrative; `subject` is its name of that moment."""

    class About(models.TextChoices):
        PROOF = "proof", "佐证"
        REQUIREMENT = "requirement", "应交材料"
        NARRATIVE = "narrative", "工作开展情况"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="marks", verbose_name="审核决定")
    about = models.CharField("所指", max_length=12, choices=About, default=About.PROOF)
    subject = models.CharField("所指名称", max_length=300, blank=True)
    proof = models.ForeignKey(Proof, models.PROTECT, null=True, blank=True, related_name="marks", verbose_name="佐证")
    requirement = models.ForeignKey(Requirement, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="应交材料")
    verdict = models.CharField("结论", max_length=10, choices=Verdict)
    reasons = models.ManyToManyField(ReturnReason, blank=True, related_name="marks", verbose_name="退回原因")
    remark = models.CharField("意见", max_length=500, blank=True)

    class Meta:
        verbose_name = "单件意见"
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("decision", "proof"), name="one_mark_a_proof")]

    def __str__(self) -> str:
        return f"{self.subject or self.proof}:{self.get_verdict_display()}"


class Recusal(models.Model):
    """That somebody did not decide because he belongs to the unit, and who was named instead."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="recusals", verbose_name="报送")
    step = models.CharField("环节", max_length=10, choices=Step)
    round = models.PositiveIntegerField("第几次报送")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="回避人")
    named = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="接替人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="涉及单位")
    why = models.CharField("事由", max_length=200)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "回避"
        ordering = ("-at", "-id")
        constraints = [models.UniqueConstraint(fields=("submission", "round", "step", "user"), name="one_recusal_a_step")]

    def __str__(self) -> str:
        return f"{self.user}回避"
