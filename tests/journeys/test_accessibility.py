"""What axe finds on the pages used most: nothing serious, nothing critical."""

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from journeys.steps import part_to_play

GRAVE = ("serious", "critical")


def test_pages_used_most_have_no_serious_violation(people, work):
    from fazhi.campaign.models import Submission
    from fazhi.evidence.acts import new_link

    part = part_to_play(work.campaign)
    item = new_link(work.cast.liaisons[part.unit.pk], "https://www.example.gov.cn/notice/12.html", "工作要点公开页面")
    submission, _ = Submission.objects.get_or_create(demand=part.demand, unit=part.unit, defaults={"unit_name": part.unit.name})
    force, liaison = people("zhuanban"), people(f"{part.unit}-联络员")
    asked = (
        (force, "today"), (force, "plan", work.campaign.plan_id), (force, "indicator", part.demand.pk), (force, "matrix"), (force, "units"),
        (force, "unit", part.unit.pk), (force, "items"), (force, "item", item.pk), (liaison, "today"),
        (liaison, "submission", part.demand.pk), (force, "reviews"), (force, "review", submission.pk),
        (force, "campaign", work.campaign.pk),
    )  # fmt: skip

    found = {}
    for page, name, *args in asked:
        page.goto(reverse(name, args=args))
        violations = Axe().run(page).response["violations"]
        grave = sorted(f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in violations if each["impact"] in GRAVE)
        if grave:
            found[name] = grave

    assert found == {}
