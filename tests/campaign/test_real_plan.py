"""The real plan, from its text to the campaign: runs where the shared folder is present."""

import os
from pathlib import Path

import pytest

from campaign.town import SINCE
from fazhi.campaign.deriving import assign_from_tasks
from fazhi.campaign.founding import found_campaign
from fazhi.campaign.linking import confirm_links
from fazhi.campaign.models import Assignment
from fazhi.campaign.publishing import gaps
from fazhi.people.models import CollectiveName, Expansion, Unit, UnitKind
from fazhi.plan.confirming import confirm_plan
from fazhi.plan.editions import load_shipped
from fazhi.plan.importing import import_plan, unknown_names
from fazhi.plan.models import Mention

SHARED = Path(os.environ.get("FAZHI_SHARED", Path(__file__).resolve().parents[3] / "shared"))
PLAN = SHARED / "domain" / "plan.txt"
DAY = SINCE.replace(month=7)


@pytest.mark.shared
@pytest.mark.skipif(not PLAN.exists(), reason=f"the real plan is not at {PLAN}; set FAZHI_SHARED")
def test_real_plan_becomes_a_campaign_with_every_task_assigned(town):
    first = import_plan(town.force, town.city, "plan.txt", data=PLAN.read_bytes())
    unknown = unknown_names(first, town.force)
    for each in unknown:
        if each.is_collective:
            CollectiveName.objects.create(area=town.city, name=each.name)
        else:
            Unit.objects.create(name=each.name, short_name=each.name, kind=UnitKind.GOVERNMENT, parent=town.city, order=50)
    for collective in CollectiveName.objects.exclude(expansions__isnull=False):
        members = [town.county] if "县区" in collective.name else Unit.objects.filter(parent=town.city).exclude(kind=UnitKind.COUNTY)
        Expansion.objects.create(collective=collective, since=SINCE).units.set(members)
    plan = import_plan(town.force, town.city, "plan.txt", data=PLAN.read_bytes())
    confirm_plan(town.force, plan)
    campaign = found_campaign(town.force, town.city, "金昌创建", plan, load_shipped()[0], DAY.replace(year=2024), DAY.replace(year=2026))
    links = list(campaign.links.values_list("task__no", "level2_no"))
    confirm_links(town.force, campaign)
    report = assign_from_tasks(town.force, campaign)

    roles = [Mention.objects.filter(task__plan=plan, role=role).count() for role in ("lead", "responsible")]
    assert (plan.tasks.count(), plan.sections.count(), plan.phases.count(), roles) == (32, 9, 5, [98, 99])
    assert sorted(each.name for each in unknown if each.is_collective) == ["县区党委", "各行政执法部门单位"]
    assert links == [(no, no) for no in range(1, 33)]
    assert (report.without_lead, report.without_responsible) == (["10.33.1", "10.34.1"], ["10.33.1", "10.34.1"])
    assert [gap.kind for gap in gaps(campaign)] == ["lead", "responsible", "lead", "responsible"]
    assert Assignment.objects.filter(is_principal=True).count() == 102
    second = town.demand(campaign, "1.4.1").assignments.filter(role="lead")
    assert (second.count(), second.get(is_principal=True).unit.short_name) == (13, "市市场监管局")
