"""A small city for the tests of plan and campaign: four bureaus, a county, a plan of three tasks and an edition of five indicators."""

from dataclasses import replace
from datetime import date

from fazhi.campaign.deriving import assign_from_tasks
from fazhi.campaign.founding import found_campaign
from fazhi.campaign.linking import confirm_links
from fazhi.campaign.models import Campaign, Demand
from fazhi.campaign.proofs import add_proof
from fazhi.campaign.publishing import publish
from fazhi.evidence.models import Item, ItemKind, Version
from fazhi.people.actor import Actor, acting
from fazhi.people.models import CollectiveName, Expansion, Post, Role, Unit, UnitKind, User
from fazhi.plan.catalogue import Edition, Indicator, LevelOne, LevelTwo, Material
from fazhi.plan.confirming import confirm_plan
from fazhi.plan.editions import save_edition
from fazhi.plan.importing import import_plan
from fazhi.plan.models import Plan

DAY = date(2025, 7, 1)
SINCE = date(2025, 1, 1)

TEXT = """金昌市创建全国法治政府建设示范市实施方案
为做好创建工作，结合实际，制定本方案。
一、主要创建任务
围绕10项一级指标、34项二级指标、104项三级指标开展创建。
（一）政府职能依法全面履行
1.加大简政放权力度。审批事项都在法定期限内办完，网上可办率不低于90%。（牵头单位：市司法局、市财政局；责任单位：市教育局、市直有关部门单位，县区政府）
2.全面落实权责清单制度。公布本级部门的权责清单并及时调整。（牵头单位：市财政局；责任单位：市教育局）
（二）依法行政制度体系完善
3.加强规范性文件管理。合法性审核率达到100%。（牵头单位：市司法局；责任单位：市公安局、市财政局）
二、实施步骤
（一）部署启动阶段（2025年6月初—6月中旬）。召开动员会，印发方案。
（二）实施推进阶段（2025年6月中旬—7月）。逐项收集证明材料。
（三）评估验收阶段（2025年11月—活动结束）。接受实地核验。
"""

EDITION = Edition(
    "test-one",
    "测试指标",
    levels=(
        LevelOne(
            1,
            "政府职能依法全面履行",
            (
                LevelTwo(
                    1,
                    "加大简政放权力度",
                    (
                        Indicator(
                            "1.1.1", 1, "按期办结", materials=(Material("办件统计", "数据", 2), Material("汇总说明", asked_of="主牵头单位"))
                        ),
                        Indicator("1.1.2", 2, "依法许可", materials=(Material("事项清单"),)),
                    ),
                ),
                LevelTwo(
                    2, "全面落实权责清单、负面清单制度", (Indicator("1.2.1", 3, "权责清单公布", materials=(Material("清单网页", "链接"),)),)
                ),
            ),
        ),
        LevelOne(
            2,
            "依法行政制度体系完善",
            (LevelTwo(3, "加强行政规范性文件监督管理", (Indicator("2.3.1", 4, "合法性审核率", materials=(Material("审核意见书"),)),)),),
        ),
        LevelOne(
            3, "附加项", (LevelTwo(4, "改革创新", (Indicator("3.4.1", 5, "创新做法", kind="加分", materials=(Material("做法报告"),)),)),)
        ),
    ),
)


class Town:
    """金昌市 with 市司法局, 市财政局, 市教育局, 市公安局 and 永昌县, which has 县教育局; two people in the city's task force."""

    def __init__(self):
        self.city = Unit.objects.create(name="金昌市", short_name="金昌市", kind=UnitKind.CITY)
        self.justice, self.finance, self.education, self.police = (
            self.bureau(f"市{name}局", order) for order, name in enumerate(("司法", "财政", "教育", "公安"), 1)
        )
        self.county = Unit.objects.create(name="永昌县", short_name="永昌县", kind=UnitKind.COUNTY, parent=self.city, order=9)
        self.county_education = Unit.objects.create(
            name="永昌县教育局", short_name="县教育局", kind=UnitKind.GOVERNMENT, parent=self.county, order=10
        )
        self.force = self.person("专班王", self.city, Role.TASKFORCE)
        self.force_two = self.person("专班李", self.city, Role.TASKFORCE)
        self.leader = self.person("市领导", self.city, Role.LEADER)
        self.liaison = self.person("教育联络员", self.education, Role.LIAISON)
        self.colleague = self.person("教育分管", self.education, Role.HEAD)
        self.stranger = self.person("公安联络员", self.police, Role.LIAISON)
        self.lead = self.person("司法联络员", self.justice, Role.LIAISON)
        self.county_force = self.person("县专班", self.county, Role.TASKFORCE)
        self.county_liaison = self.person("县教育联络员", self.county_education, Role.LIAISON)
        self.bureaus = self.collective("市直有关部门单位", self.education, self.police)
        self.counties = self.collective("县区政府", self.county)

    def bureau(self, name: str, order: int) -> Unit:
        return Unit.objects.create(name=f"金昌{name}", short_name=name, kind=UnitKind.GOVERNMENT, parent=self.city, order=order)

    def person(self, name: str, unit: Unit, role: Role) -> Actor:
        user = User.objects.create(username=f"u{User.objects.count() + 1}", name=name)
        Post.objects.create(user=user, unit=unit, role=role, since=SINCE)
        return acting(user, today=DAY)

    def collective(self, name: str, *units: Unit) -> CollectiveName:
        made = CollectiveName.objects.create(area=self.city, name=name)
        Expansion.objects.create(collective=made, since=SINCE).units.set(units)
        return made

    def draft(self, text: str = TEXT) -> Plan:
        return import_plan(self.force, self.city, "方案.txt", data=text.encode())

    def plan(self, text: str = TEXT) -> Plan:
        return confirm_plan(self.force, self.draft(text))

    def edition(self, slug: str = "test-one"):
        return save_edition(replace(EDITION, slug=slug))

    def founded(self, **more) -> Campaign:
        facts = {"cycle_start": date(2024, 1, 1), "cycle_end": date(2025, 12, 31)} | more
        return found_campaign(self.force, self.city, "金昌创建", facts.pop("plan", None) or self.plan(), self.edition(), **facts)

    def assigned(self) -> Campaign:
        campaign = self.founded()
        confirm_links(self.force, campaign)
        assign_from_tasks(self.force, campaign)
        return campaign

    def running(self) -> Campaign:
        return publish(self.force, self.assigned(), with_gaps=True)

    def demand(self, campaign: Campaign, code: str) -> Demand:
        return campaign.demands.select_related("indicator", "campaign__unit").get(indicator__code=code)

    def item(
        self, unit: Unit | None = None, title: str = "统计表", *, effective_on: date | None = date(2025, 3, 1), pages: int = 0
    ) -> Item:
        unit = unit or self.education
        item = Item.objects.create(
            unit=unit, unit_name=unit.name, kind=ItemKind.FILE, title=title, effective_on=effective_on, created_by="某人"
        )
        Version.objects.create(item=item, no=1, file_name=f"{title}.pdf", uploaded_by="某人", pages=pages)
        return item

    def proof(self, demand: Demand, title: str = "统计表", *, requirement: str = "", actor: Actor | None = None, **more):
        actor = actor or self.liaison
        asked = demand.requirements.get(name=requirement) if requirement else None
        return add_proof(actor, demand, self.item(actor.unit, title), requirement=asked, **more)


def parts(demand: Demand) -> list[tuple[str, str, bool]]:
    """(unit, role, principal) of a demand, leads first."""
    rows = demand.assignments.order_by("role", "-is_principal", "order")
    return [(each.unit.short_name, each.role, each.is_principal) for each in rows.select_related("unit")]
