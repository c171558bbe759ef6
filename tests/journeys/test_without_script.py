"""Reading, handing in and deciding in a browser that runs no script."""

from django.urls import reverse

from journeys.papers import three_files
from journeys.steps import part_to_play, told


def test_files_are_handed_in_and_passed_without_script(people, work, tmp_path):
    from fazhi.campaign.models import Submission

    part = part_to_play(work.campaign)
    address = reverse("submission", args=[part.demand.pk])
    liaison, head = (people(f"{part.unit}-{role}", script=False) for role in ("联络员", "分管领导"))

    liaison.goto("/")
    liaison.goto(reverse("indicator", args=[part.demand.pk]))
    assert liaison.locator("h1").inner_text().startswith(str(part.demand.indicator))
    liaison.goto(address)
    liaison.locator("#files").set_input_files(three_files(tmp_path))
    liaison.locator("#d0").fill(f"{work.today.year}年1月15日")
    liaison.get_by_role("button", name="上传", exact=True).click()
    assert told(liaison) == ["已上传 3 个文件，尚未提交。"]

    liaison.locator("#narrative textarea").fill("按月调度，全部办结。")
    liaison.locator("#narrative").get_by_role("button", name="保存").click()
    why = liaison.get_by_label("缺项说明")
    if why.count():
        why.fill("其余材料年底形成后补交。")
    liaison.locator("form[action*='/submission/'][action$='/send/'] button").click()
    assert told(liaison) == ["已提交，等待分管领导审签。"]

    head.goto(reverse("reviews"))
    head.locator("tbody tr", has_text=part.unit.name).get_by_role("link", name=str(part.demand.indicator)).click()
    assert head.locator("nav.tabs[aria-label=佐证] a").count() == 3
    head.get_by_role("button", name="通过", exact=True).click()
    submission = Submission.objects.get(demand=part.demand, unit=part.unit)
    assert told(head) == [f"已通过，{part.unit}的报送现在{submission.get_state_display()}。"]
    assert (submission.state, submission.proofs.filter(state="submitted").count()) == ("lead", 3)
    assert people.complaints == []
