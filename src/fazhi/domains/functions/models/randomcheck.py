"""R06 双随机抽查: the matters to be checked at random and each task of the yearly plan, from its draw to its publication."""

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    F,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    Q,
    TextChoices,
    URLField,
)

from fazhi.engine.clocks import DayClock
from fazhi.engine.conditions import TODAY
from fazhi.engine.derived import Looked, Reference
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, at_least, count, ratio, share, total
from fazhi.engine.register import Register
from fazhi.engine.rules import Rule

BASIS = "创建方案任务3"
MATTER = Q(kind="抽查事项", is_in_use=True)
TASK = Q(kind="抽查任务")
ENDED = TASK & Q(ended_on__isnull=False)


class RandomCheck(Register):
    """双随机抽查：抽查事项清单（含例外）和年度计划中的每一项抽查任务，从抽取到结果公示。"""

    code = "R06"
    identity = ("number",)
    listed = ("number", "unit", "kind", "name", "stage", "is_joint", "ended_on", "publicity_due_on", "published_on")

    class Kind(TextChoices):
        MATTER = "抽查事项", "随机抽查事项清单中的事项"
        TASK = "抽查任务", "年度抽查计划中的任务"

    # What is written down
    number = CharField("编号", max_length=80, help_text="事项编码或者任务编号，全市不重复")
    kind = CharField("登记类别", max_length=10, choices=Kind)
    name = CharField("名称", max_length=200)
    is_in_use = BooleanField("事项在用", default=True)
    is_random = BooleanField("实行双随机抽查", default=False, help_text="抽查事项填写")
    is_excepted = BooleanField("列入例外清单", default=False, help_text="依法依规实行重点监管、全覆盖检查等不适用双随机的事项")
    exception_ground = CharField("例外依据", max_length=200, blank=True)
    matter = Reference("抽查事项", to="R06", help_text="抽查任务填写主要抽查事项的编码")
    year = PositiveSmallIntegerField("计划年度", null=True, blank=True, help_text="抽查任务填写")
    is_joint = BooleanField("跨部门联合抽查", default=False)
    partners = CharField("联合部门", max_length=200, blank=True, help_text="用顿号分开")
    objects_listed = PositiveIntegerField("检查对象库户数", null=True, blank=True)
    officers_listed = PositiveIntegerField("检查人员库人数", null=True, blank=True)
    draw = CharField("抽取记录编号", max_length=80, blank=True, help_text="本系统随机抽取的编号，或者上级平台的抽取单号")
    drawn_on = DateField("抽取日期", null=True, blank=True)
    objects_drawn = PositiveIntegerField("抽取对象户数", null=True, blank=True)
    officers_drawn = PositiveIntegerField("抽取人员数", null=True, blank=True)
    ended_on = DateField("抽查结束日期", null=True, blank=True)
    problems = PositiveIntegerField("发现问题户数", default=0, blank=True)
    problems_handled = PositiveIntegerField("已后续处理户数", default=0, blank=True)
    published_on = DateField("结果公示日期", null=True, blank=True)
    url = URLField("公示网址", max_length=300, blank=True)
    collected_on = DateField("监管数据归集日期", null=True, blank=True, help_text="上传“互联网+监管”系统之日")

    matter_kind = Looked("matter", "kind")
    matter_is_random = Looked("matter", "is_random")

    # Where it can stand
    stage = Lifecycle(
        Stage("listed", "已列入", then=("drawn",)),
        Stage(
            "drawn",
            "已抽取",
            then=("ended",),
            needs=("draw", "drawn_on", "objects_drawn", "officers_drawn"),
            on="drawn_on",
            act="登记抽取",
        ),
        Stage("ended", "已检查", then=("published",), needs=("ended_on",), on="ended_on", act="登记检查结束"),
        Stage("published", "已公示", needs=("published_on", "url"), on="published_on", act="登记公示"),
        basis=BASIS,
    )

    # Which clocks run
    publicity_due_on = DayClock(
        "抽查结果公示期限",
        "L18",
        when={"kind": ("抽查任务",)},
        start="ended_on",
        stop="published_on",
        says="抽查结果自抽查结束之日起20个工作日内公示。",
        remedy="立即公示；本省、本部门另有规定的，从其规定。",
    )

    # What must hold
    matter_is_checked_at_random = Rule(
        "除例外清单外，抽查事项实行双随机。",
        applies=MATTER & Q(is_excepted=False),
        holds=Q(is_random=True),
        basis=BASIS,
        remedy="纳入双随机抽查；依法不适用的，列入例外清单并写明依据。",
    )
    exception_has_ground = Rule(
        "列入例外清单的事项写明依据。",
        applies=MATTER & Q(is_excepted=True),
        holds=~Q(exception_ground=""),
        basis=BASIS,
        remedy="补填依据；没有依据的纳入双随机抽查。",
    )
    task_has_matter = Rule(
        "抽查任务对应实行双随机的抽查事项。",
        applies=TASK,
        holds=Q(matter_kind="抽查事项", matter_is_random=True),
        basis=BASIS,
        remedy="核对事项编码；清单中没有的事项，先登记抽查事项。",
    )
    officers_are_enough = Rule(
        "抽取的检查人员不少于两人。",
        applies=TASK & Q(officers_drawn__isnull=False),
        holds=Q(officers_drawn__gte=2),
        basis="行政处罚法42条；创建方案任务3",
        remedy="补抽检查人员后再实施检查。",
    )
    draw_fits_the_lists = Rule(
        "抽取的对象和人员不多于库中的数目。",
        applies=TASK
        & Q(objects_drawn__isnull=False, officers_drawn__isnull=False, objects_listed__isnull=False, officers_listed__isnull=False),
        holds=Q(objects_drawn__lte=F("objects_listed"), officers_drawn__lte=F("officers_listed")),
        basis=BASIS,
        remedy="核对两库数目和抽取记录。",
    )
    joint_names_partners = Rule(
        "联合抽查写明联合部门。",
        applies=TASK & Q(is_joint=True),
        holds=~Q(partners=""),
        basis=BASIS,
        remedy="补填参加联合抽查的部门。",
    )
    result_is_published = Rule(
        "到期的抽查结果已公示。",
        applies=ENDED & (Q(published_on__isnull=False) | Q(publicity_due_on__lt=TODAY)),
        holds=Q(published_on__gte=F("ended_on")) & ~Q(url=""),
        basis=BASIS,
        remedy="在统一的公示系统公示抽查结果，登记公示日期和网址。",
    )
    problems_are_handled = Rule(
        "抽查发现的问题都作了后续处理。",
        applies=ENDED & Q(problems__gt=0),
        holds=Q(problems_handled__gte=F("problems")),
        basis=BASIS,
        remedy="逐户责令改正、立案查处、移送或者列入异常名录，补登处理户数。",
    )

    # What is measured
    matters_in_scope = Metric("在用抽查事项数", count(MATTER, unit="项"), basis=BASIS)
    share_at_random = Metric(
        "双随机覆盖率",
        share(matter_is_checked_at_random),
        basis=BASIS,
        target=at_least(1, BASIS),
        says="双随机覆盖率 = 实行双随机的抽查事项 ÷ 在用抽查事项（例外清单除外）",
    )
    tasks_planned = Metric("计划抽查任务数", count(TASK, unit="项"), over="year", basis=BASIS)
    share_of_plan_done = Metric(
        "抽查计划完成率",
        share(holds=Q(ended_on__isnull=False), of=TASK),
        over="year",
        basis=BASIS,
        says="抽查计划完成率 = 已检查结束的任务 ÷ 当年计划任务",
    )
    share_joint = Metric(
        "联合抽查占比",
        share(holds=Q(is_joint=True), of=ENDED),
        over="ended_on",
        basis=BASIS,
        says="联合抽查占比 = 跨部门联合抽查任务 ÷ 已检查结束的任务",
    )
    share_published = Metric(
        "抽查结果公示率",
        share(result_is_published),
        over="ended_on",
        basis=BASIS,
        target=at_least(1, BASIS),
        says="抽查结果公示率 = 已公示结果的任务 ÷ 已公示和公示期限已过的任务",
    )
    share_published_in_time = Metric(
        "抽查结果按期公示率",
        share(publicity_due_on.in_time),
        over="publicity_due_on",
        basis="通行口径：20个工作日",
        says="抽查结果按期公示率 = 抽查结束后20个工作日内公示的任务 ÷ 应公示的任务；20个工作日尚未核到全国性依据，只供参考",
        confidence="丙",
    )
    share_collected = Metric(
        "监管数据归集率",
        share(holds=Q(collected_on__isnull=False), of=ENDED),
        over="ended_on",
        basis=BASIS,
        says="监管数据归集率 = 已上传“互联网+监管”系统的任务 ÷ 已检查结束的任务",
    )
    objects_checked = Metric("抽查户数", total("objects_drawn", where=ENDED, unit="户"), over="ended_on", basis=BASIS)
    problems_found = Metric("抽查发现问题户数", total("problems", where=ENDED, unit="户"), over="ended_on", basis=BASIS)
    share_of_problems_handled = Metric(
        "抽查问题后续处理率", ratio("problems_handled", "problems", where=ENDED & Q(problems__gt=0)), over="ended_on", basis=BASIS
    )

    class Meta(Register.Meta):
        verbose_name = "双随机抽查"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def refuse(self) -> list[str]:
        """Reasons for which it cannot be written down so."""
        told = []
        if self.kind == self.Kind.TASK and not (self.year and self.matter):
            told.append("抽查任务要写明计划年度和抽查事项，否则不能计入计划。请补填。")
        if self.kind == self.Kind.MATTER and (self.drawn_on or self.ended_on or self.published_on or self.stage != "listed"):
            told.append("抽取、检查和公示是抽查任务的内容，抽查事项只登记是否实行双随机。请改选“抽查任务”，或者清空这些内容。")
        if self.kind == self.Kind.MATTER and self.is_random and self.is_excepted:
            told.append("同一事项不能既实行双随机又列入例外清单。请核对后只选一项。")
        return told
