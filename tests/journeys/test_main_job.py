"""The main job in a browser: from the issued plan, over assigned work and reviewed proof, to the report in Word."""

import os
from datetime import date
from importlib.resources import files
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import expect

from journeys.papers import layout, printed, three_files
from journeys.steps import part_to_play, told

SHARED = Path(os.environ.get("FAZHI_SHARED", Path(__file__).resolve().parents[3] / "shared"))
REAL_PLAN = SHARED / "domain" / "plan.txt"
DONE = "全面梳理并公布事项清单，按月调度，年内修订制度3项。"


def test_plan_becomes_accepted_proof_and_a_report(people, city, tmp_path):
    force = people("zhuanban")
    import_and_confirm(force, city, tmp_path)
    campaign = found_and_publish(force, city)
    part = part_to_play(campaign)
    address = reverse("submission", args=[part.demand.pk])

    liaison, head, lead = (people(name) for name in (f"{part.unit}-联络员", f"{part.unit}-分管领导", f"{part.lead}-联络员"))
    supply(liaison, address, tmp_path)
    send(liaison, address)
    decide(head, part, "通过")
    decide(lead, part, "退回修改", "请补充落实情况的证明点。")
    mend(liaison, address)
    send(liaison, address)
    decide(head, part, "通过")
    decide(lead, part, "通过")
    decide(force, part, "通过")

    liaison.goto(address)
    assert liaison.locator(".lead .state").first.inner_text() == "已认定"
    assert [
        row.locator("> .state, > span.state").inner_text()
        for row in liaison.locator("li .row-line").all()
        if row.locator("> .state").count()
    ] == ["已认定"] * 4
    check_report(force, part, tmp_path)
    assert people.complaints == []


def import_and_confirm(force, city, folder):
    """The plan as a file; the collective names are said to be whom they mean, one of them on the page."""
    from fazhi.people.models import Expansion
    from fazhi.sample.units import name_collectives

    plan = folder / "创建实施方案.txt"
    plan.write_bytes(REAL_PLAN.read_bytes() if REAL_PLAN.exists() else files("fazhi.sample").joinpath("plan.txt").read_bytes())
    name_collectives(city.force, city.units, date(2024, 1, 1), wide=False)
    Expansion.objects.filter(collective__name="县区党委").delete()
    force.goto(reverse("plan-import"))
    if force.locator("select#unit").count():
        force.locator("select#unit").select_option(label=city.unit.name)
    force.get_by_label("方案文件").set_input_files(plan)
    force.get_by_role("button", name="导入并读取").click()
    force.wait_for_url("**/plans/*/")
    numbers = dict(zip(force.locator(".numbers span").all_inner_texts(), force.locator(".numbers b").all_inner_texts(), strict=True))
    assert {name: numbers[name] for name in ("章节", "任务", "牵头", "责任", "阶段")} == {
        "章节": "9",
        "任务": "32",
        "牵头": "98",
        "责任": "99",
        "阶段": "5",
    }

    force.get_by_role("link", name="县区党委").first.click()
    for short in ("永昌县委", "金川区委"):
        box = force.get_by_label(short, exact=True)
        box.evaluate("each => { for (let at = each; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true }")
        box.check()
    chosen = force.locator("input[name=meaning][value^='collective:']").first
    chosen.check()
    force.get_by_role("button", name="认定").click()
    force.wait_for_url("**/plans/**")
    force.goto(force.url.split("plans/")[0] + "plans/" + force.url.split("plans/")[1].split("/")[0] + "/")
    force.get_by_role("button", name="确认方案").click()
    expect(force.locator("main .note").first).to_contain_text("共 32 项任务，现在可以据此分派")


def found_and_publish(force, city):
    """The campaign on this plan: links confirmed, units assigned from the tasks, published."""
    from fazhi.campaign.models import Campaign

    force.goto(reverse("campaign-new"))
    force.get_by_label("名称").fill("年度创建")
    force.get_by_label("创建周期起").fill(f"{city.today.year - 1}-01-01")
    force.get_by_label("创建周期止").fill(f"{city.today.year + 1}年12月31日")
    force.get_by_role("button", name="建立").click()
    force.wait_for_url("**/campaigns/*/")
    force.get_by_role("button", name="全部确认").click()
    expect(force.get_by_text("已确认全部对应关系。")).to_be_visible()
    force.get_by_role("button", name="按任务分派单位").click()
    expect(force.get_by_text("已按方案任务分派责任单位")).to_be_visible()
    force.get_by_role("button", name="发布到各单位").click()
    expect(force.get_by_text("已发布，各单位可以开始报送")).to_be_visible()
    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.demands.count(), campaign.phases.count()) == ("running", 104, 5)
    return campaign


def supply(liaison, address, folder):
    """Three files through the drop zone, a link by its form, and what was done in words."""
    liaison.goto(address)
    liaison.locator("#files").set_input_files(three_files(folder))
    expect(liaison.locator("li[id^=p]")).to_have_count(3)
    liaison.get_by_text("加网页链接").click()
    form = liaison.locator("form[action*='/submission/'][action$='/link/']")
    form.get_by_label("网址").fill("https://www.example.gov.cn/notice/12.html")
    form.get_by_label("名称").fill("工作要点公开页面")
    form.get_by_role("button", name="加入链接").click()
    expect(liaison.locator("li[id^=p]")).to_have_count(4)
    liaison.get_by_label("工作开展情况").fill(DONE)
    liaison.locator("#narrative").get_by_role("button", name="保存").click()
    assert told(liaison) == ["工作开展情况已保存。"]


def send(liaison, address):
    """Hand in, with a word on what is missing where the page asks for one."""
    liaison.goto(address)
    why = liaison.get_by_label("缺项说明")
    if why.count():
        why.fill("其余材料年底形成后补交。")
    liaison.locator("form[action*='/submission/'][action$='/send/'] button").click()
    assert told(liaison) == ["已提交，等待分管领导审签。"]


def decide(reader, part, word, why=""):
    """From the list of what waits, the submission, and the decision; a return names the first proof and a reason."""
    reader.goto(reverse("reviews"))
    reader.locator("tbody tr", has_text=part.unit.name).get_by_role("link", name=str(part.demand.indicator)).click()
    if why:
        reader.get_by_text("退回这一件").first.click()
        reader.locator(".reasons input[type=checkbox]").first.check()
        reader.locator(".reasons").first.get_by_label("补充说明").fill(why)
    reader.get_by_role("button", name=word, exact=True).click()
    reader.wait_for_url("**/reviews/")
    (said,) = told(reader)
    assert said.startswith(f"已退回{part.unit}修改。" if why else f"已通过，{part.unit}的报送现在")


def mend(liaison, address):
    """What was said stands on the page; the proof gets its place, and is what changed since."""
    liaison.goto(address)
    assert "请补充落实情况的证明点。" in liaison.locator("section.note[role=alert]").inner_text()
    row = liaison.locator("li[id^=p]", has_text="请补充落实情况的证明点。")
    row.get_by_text("填证明点").click()
    row.locator("[name=place_kind]").select_option("page")
    row.locator("[name=place]").fill("1")
    row.locator("[name=note]").fill("第1页写明按月调度")
    row.get_by_role("button", name="保存证明点").click()
    assert "第1页写明按月调度" in liaison.locator("li[id^=p]", has_text="第1页写明按月调度").inner_text()


def check_report(force, part, folder):
    """Made by a job, downloaded, and read by two other programs."""
    from fazhi.jobs.worker import drain

    force.goto(reverse("reports"))
    force.locator("form[action$='/self-assessment/'] button, form[action$='/self_assessment/'] button").click()
    assert told(force) == ["已开始生成，完成后可以下载。"]
    assert {ticket.state for ticket in drain()} == {"done"}
    force.goto(reverse("reports"))
    with force.expect_download() as download:
        force.get_by_role("link", name="下载").first.click()
    report = folder / download.value.suggested_filename
    download.value.save_as(report)

    found = layout(report)
    assert report.name.startswith("自评报告") and report.suffix == ".docx"
    assert (found["paper"], found["margins"]) == ((210, 297), (37, 35, 28, 26))
    assert {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"} - found["fonts"] == set()
    assert {22.0, 16.0} - found["sizes"] == set()
    assert DONE in found["text"]
    if pdf := printed(report, folder):
        check_print(pdf)


def check_print(pdf):
    """What LibreOffice made of it: A4 pages with text on each."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    sizes = {tuple(round(side / 72 * 25.4) for side in document[number].get_size()) for number in range(len(document))}
    text = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    document.close()
    assert sizes == {(210, 297)}
    assert "法治政府建设示范创建自评报告" in "".join(text.split())
