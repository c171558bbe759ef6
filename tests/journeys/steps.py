"""What several journeys do: sign in, read the notes of a page, find a part to act out."""

from types import SimpleNamespace


def sign_in(page, username, password):
    """Through the form, from wherever the page is."""
    page.goto("/login/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/")


def told(page):
    """The notes at the top of the page, as a reader sees them."""
    return page.locator("main > .note").all_inner_texts()


def part_to_play(campaign, kind="responsible"):
    """An assignment to act out: a unit that owes material, has a liaison and a head, and is led by another unit that has a liaison."""
    from fazhi.campaign.models import Assignment, Requirement
    from fazhi.people.models import Post, Role

    def liaison(unit):
        return Post.objects.filter(unit=unit, role=Role.LIAISON, user__username=f"{unit.short_name}-联络员").exists()

    asked = Requirement.objects.filter(asked_of="each").values("demand")
    parts = Assignment.objects.filter(demand__campaign=campaign, role=kind, demand__in=asked, applies="yes").select_related(
        "unit", "demand__indicator"
    )
    for part in parts.order_by("demand__indicator__no", "unit__order"):
        lead = part.demand.assignments.filter(is_principal=True).select_related("unit").first()
        head = Post.objects.filter(unit=part.unit, role=Role.HEAD, user__username=f"{part.unit.short_name}-分管领导")
        if lead and lead.unit_id != part.unit_id and liaison(lead.unit) and liaison(part.unit) and head.exists():
            return SimpleNamespace(demand=part.demand, unit=part.unit, lead=lead.unit)
    raise AssertionError("no assignment to act out in this campaign")
