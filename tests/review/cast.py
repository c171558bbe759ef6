"""A small city for the tests of review and reports: who is there, one indicator, and work in a given state."""

from datetime import date

from fazhi.campaign.models import Assignment, Campaign, Demand, Narrative, Phase, Proof, Requirement, Submission, TaskLink
from fazhi.evidence.models import Item, ItemKind, Version
from fazhi.people.actor import Actor, acting
from fazhi.people.models import CollectiveName, Post, Role, Unit, UnitKind, User
from fazhi.plan.models import Edition, Indicator, Mention, Plan, PlanSection, PlanTask, Target
from fazhi.review.deciding import decide
from fazhi.review.flow import submit
from fazhi.review.models import Verdict
from fazhi.review.reasons import load_reasons

DAY = date(2025, 9, 10)


class City:
    """金昌市 with three bureaus: 市教育局 supplies, 市司法局 leads, 市财政局 leads beside it."""

    def __init__(self):
        load_reasons()
        self.unit = Unit.objects.create(name="金昌市", short_name="金昌市", kind=UnitKind.CITY)
        self.education = self.bureau("市教育局")
        self.justice = self.bureau("市司法局")
        self.finance = self.bureau("市财政局")
        self.force = self.person("专班王", (self.unit, Role.TASKFORCE))
        self.liaison = self.person("教育联络员", (self.education, Role.LIAISON))
        self.head = self.person("教育分管", (self.education, Role.HEAD))
        self.lead = self.person("司法联络员", (self.justice, Role.LIAISON))
        self.lead_head = self.person("司法分管", (self.justice, Role.HEAD))
        self.other = self.person("财政联络员", (self.finance, Role.LIAISON))
        self.edition = Edition.objects.create(slug="test", name="测试版")
        self.campaign = Campaign.objects.create(
            name="2025年度创建",
            unit=self.unit,
            edition=self.edition,
            cycle_start=date(2024, 1, 1),
            cycle_end=date(2025, 12, 31),
            state=Campaign.State.RUNNING,
        )
        Phase.objects.create(
            campaign=self.campaign, no=1, name="全面创建", starts_on=date(2025, 6, 1), ends_on=date(2025, 9, 30), state=Phase.State.OPEN
        )
        self.demand = self.ask(3, "合法性审核率")

    def bureau(self, name: str, **more) -> Unit:
        unit = Unit.objects.create(name=f"金昌{name}", short_name=name, kind=UnitKind.GOVERNMENT, parent=self.unit, **more)
        unit.order = unit.pk
        unit.save()
        return unit

    def person(self, name: str, *posts: tuple[Unit, Role], day: date = DAY) -> Actor:
        """A person holding these posts since 2025 began, acting in the first."""
        user = User.objects.create(username=f"u{User.objects.count() + 1}", name=name)
        for unit, role in posts:
            Post.objects.create(user=user, unit=unit, role=role, since=date(2025, 1, 1))
        return acting(user, today=day)

    def ask(self, no: int, title: str, *, due_on: date | None = None, materials: tuple[str, ...] = ("审核意见书",)) -> Demand:
        """An indicator that 市司法局 leads (主牵头, with 市财政局) and 市教育局 answers."""
        indicator = Indicator.objects.create(
            edition=self.edition,
            code=f"2.8.{no}",
            no=no,
            level1_no=2,
            level1_name="依法行政制度体系完善",
            level2_no=8,
            level2_name="加强行政规范性文件监督管理",
            title=title,
        )
        demand = Demand.objects.create(campaign=self.campaign, indicator=indicator, due_on=due_on)
        lead, responsible = Assignment.Role.LEAD, Assignment.Role.RESPONSIBLE
        Assignment.objects.create(demand=demand, unit=self.finance, role=lead, order=1)
        Assignment.objects.create(demand=demand, unit=self.justice, role=lead, is_principal=True, order=2)
        Assignment.objects.create(demand=demand, unit=self.education, role=responsible, order=3)
        for order, name in enumerate(materials, start=1):
            Requirement.objects.create(demand=demand, order=order, name=name)
        return demand

    def start(self, demand: Demand | None = None, unit: Unit | None = None) -> Submission:
        unit = unit or self.education
        return Submission.objects.create(demand=demand or self.demand, unit=unit, unit_name=unit.name)

    def show(self, submission: Submission, title: str, *, requirement: Requirement | None = None, by: str = "教育联络员") -> Proof:
        """A file as a proof of the first requirement, or of the one given."""
        item = Item.objects.create(
            unit=submission.unit,
            unit_name=submission.unit.name,
            kind=ItemKind.FILE,
            title=title,
            effective_on=date(2025, 3, 1),
            created_by=by,
        )
        version = Version.objects.create(item=item, no=1, file_name=f"{title}.pdf", uploaded_by=by)
        wanted = requirement or submission.demand.requirements.first()
        supplier = User.objects.filter(name=by).values_list("pk", flat=True).first()
        facts = {"requirement": wanted, "item": item, "version": version, "added_by": by, "added_by_id": supplier}
        return Proof.objects.create(submission=submission, round=Submission.objects.get(pk=submission.pk).round + 1, **facts)

    def filled(self, demand: Demand | None = None, *titles: str) -> Submission:
        """A draft of 市教育局 with its material and its narrative."""
        submission = self.start(demand)
        for title in titles or ("审核意见书第1号",):
            self.show(submission, title)
        Narrative.objects.create(submission=submission, text="全年审核规范性文件12件。", written_by="教育联络员")
        return submission

    def at(self, state: str, demand: Demand | None = None, *titles: str) -> Submission:
        """A submission of 市教育局 that people brought to `state`."""
        submission = submit(self.liaison, self.filled(demand, *titles))
        for stop, actor in (("head", self.head), ("lead", self.lead), ("taskforce", self.force)):
            if submission.state == state:
                break
            assert submission.state == stop
            decide(actor, submission, Verdict.PASSED, lock=submission.lock)
            submission.refresh_from_db()
        return submission

    def planned(self, count: int = 1) -> Plan:
        """A confirmed plan with `count` tasks: 市司法局 leads, a collective name and an unknown body answer."""
        plan = Plan.objects.create(unit=self.unit, text="", title="创建方案", state=Plan.State.CONFIRMED)
        self.campaign.plan = plan
        self.campaign.save()
        section = PlanSection.objects.create(plan=plan, no=1, title="依法行政制度体系完善")
        everyone, _ = CollectiveName.objects.get_or_create(area=self.unit, name="市直各部门")
        for no in range(1, count + 1):
            task = PlanTask.objects.create(plan=plan, section=section, no=no, title="审核", text="全部审核。", due_on=date(2025, 8, 31))
            Mention.objects.create(task=task, role="lead", order=1, name="市司法局", unit=self.justice)
            group = Mention.objects.create(task=task, role="responsible", order=1, name="市直各部门", collective=everyone)
            group.members.set([self.education, self.finance])
            Mention.objects.create(task=task, role="responsible", order=2, name="某局")
            Target.objects.create(task=task, text="审核率达到100%", subject="合法性审核率", operator=">=", value=100, unit="%")
            TaskLink.objects.create(campaign=self.campaign, task=task, level2_no=8, is_confirmed=no > 1)
        return plan
