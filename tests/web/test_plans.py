"""The pages of 创建方案: what stands beside what, who sees it, how it comes in, how fast."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fazhi import sample
from fazhi.journal.models import Entry
from fazhi.plan.importing import import_plan
from fazhi.plan.models import Plan, Target
from fazhi.web.pages.plans.source import Span, marked, title_lines
from web.plancity import TEXT, address, make_city, make_plan, settle_names, without_tags


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def plan(city):
    return make_plan(city)


# The source with its spans


def test_marked_nests_spans_and_keeps_every_character():
    html = marked("甲乙丙丁戊", [Span(0, 5, "task", "t1"), Span(1, 3, "lead", "m1"), Span(3, 4, "target", "g1")])

    assert html == (
        '<p><span class="task" id="s-t1">甲<span class="lead" id="s-m1">乙丙</span><span class="target" id="s-g1">丁</span>戊</span></p>'
    )


def test_marked_cuts_crossing_spans_where_the_outer_one_ends():
    html = marked("甲乙丙丁", [Span(0, 3, "task", "t1"), Span(2, 4, "left", "l1")])

    assert html == (
        '<p><span class="task" id="s-t1">甲乙<span class="left" id="s-l1">丙</span></span><span class="left" data-s="l1">丁</span></p>'
    )


def test_marked_goes_on_in_the_next_paragraph_and_gives_one_id():
    html = marked("甲乙\n\n丙", [Span(0, 5, "phase", "p1")])

    assert html == '<p><span class="phase" id="s-p1">甲乙</span></p><p><span class="phase" data-s="p1">丙</span></p>'


def test_marked_escapes_the_text_and_never_puts_a_link_into_a_link():
    html = marked("<i>&", [Span(0, 4, "name", "n1", "/a/"), Span(1, 2, "name", "n2", "/b/")])

    assert html == ('<p><a class="name" id="s-n1" href="/a/">&lt;<span class="name" id="s-n2">i</span>&gt;&amp;</a></p>')


def test_marked_shows_titles_and_headings_as_such():
    assert marked("甲方案\n一、总体要求\n正文。", [], title_lines("某市关于印发《甲方案》的通知")) == (
        '<p class="title">甲方案</p><p class="heading">一、总体要求</p><p>正文。</p>'
    )


def test_plan_page_shows_the_whole_source_with_every_mention_in_place(city, plan):
    html = city.taskforce.get(address("plan", plan.pk)).content.decode()

    article = re.search(r"<article.*?>(.*?)</article>", html, re.S)[1]
    assert without_tags(article.replace("</p>", "\n")) == plan.text.replace("<", "&lt;").replace(">", "&gt;").rstrip("\n") + "\n"
    for mention in (each for task in plan.tasks.all() for each in task.mentions.all()):
        assert re.search(rf'id="s-m{mention.pk}">(.*?)</span>', article)[1] == plan.text[mention.start : mention.end]
    assert re.findall(r'<a class="name" id="s-(n\d+)"', article) == ["n1", "n2", "n3"]


# Who sees what


def test_drafts_are_listed_for_the_task_force_alone(city, plan):
    shown = {
        name: "市实施方案" in getattr(city, name).get(address("plans")).content.decode() for name in ("taskforce", "liaison", "stranger")
    }

    assert shown == {"taskforce": True, "liaison": False, "stranger": False}
    assert [getattr(city, name).get(address("plan", plan.pk)).status_code for name in ("taskforce", "liaison", "stranger")] == [
        200,
        404,
        404,
    ]


def test_confirmed_plan_is_read_in_the_area_and_offers_no_corrections(city, plan):
    settle_names(city, plan)
    city.taskforce.post(address("plan-confirm", plan.pk))

    response = city.liaison.get(address("plan-task", plan.pk, 1))

    assert response.status_code == 200
    main = re.search(r'<section class="panel reading".*</section>', response.content.decode(), re.S)[0]
    assert "优化公共服务" in main
    assert re.findall("<form", main) == []


def test_acts_on_a_draft_are_closed_to_others(city, plan):
    task = plan.tasks.get(no=1)
    target = task.targets.get()
    closed = [
        ("plan-confirm", plan.pk), ("plan-confirm-tasks", plan.pk), ("plan-confirm-task", plan.pk, 1), ("plan-correct-task", plan.pk, 1),
        ("plan-drop-target", plan.pk, target.pk), ("plan-mention", plan.pk, task.mentions.first().pk),
    ]  # fmt: skip

    assert [city.stranger.post(address(*place)).status_code for place in closed] == [404] * len(closed)
    plan.refresh_from_db()
    assert (plan.state, plan.tasks.filter(is_confirmed=True).count(), task.targets.count()) == ("draft", 0, 1)


def test_task_force_below_cannot_change_a_confirmed_plan_it_may_read(city, plan):
    settle_names(city, plan)
    city.taskforce.post(address("plan-confirm", plan.pk))

    response = city.stranger.post(address("plan-correct-task", plan.pk, 1), {"task-title": "改了"})

    assert response.status_code == 403
    assert plan.tasks.get(no=1).title == "优化公共服务"


def test_items_of_another_plan_are_not_found_through_this_one(city, plan):
    other = import_plan(city.actor, city.unit, text=TEXT)
    target = Target.objects.filter(task__plan=other).first()

    assert city.taskforce.post(address("plan-drop-target", plan.pk, target.pk)).status_code == 404
    assert Target.objects.filter(pk=target.pk).count() == 1


# Importing


def test_import_of_pasted_text_leads_to_the_plan(city):
    response = city.taskforce.post(address("plan-import"), {"unit": city.unit.pk, "text": TEXT})

    plan = Plan.objects.get()
    assert (response.status_code, response.url) == (302, address("plan", plan.pk))
    assert (plan.document_number, plan.tasks.count(), plan.unit) == ("临政发〔2025〕7号", 3, city.unit)


def test_import_of_a_file_keeps_the_original_for_its_readers(city):
    city.taskforce.post(address("plan-import"), {"unit": city.unit.pk, "file": SimpleUploadedFile("方案.txt", TEXT.encode())})

    plan = Plan.objects.get()
    kept = city.taskforce.get(address("plan-original", plan.pk))
    assert (plan.source_name, b"".join(kept.streaming_content)) == ("方案.txt", TEXT.encode())
    assert city.stranger.get(address("plan-original", plan.pk)).status_code == 404
    assert list(Entry.objects.filter(verb="downloaded").values_list("said", flat=True)) == [f"下载了创建方案《{plan}》的原文件"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"text": "今天天气很好。"}, "没有读出创建方案"),
        ({"text": " "}, "没有收到方案内容"),
        ({"text": "一些文字", "file": SimpleUploadedFile("a.txt", b"1")}, "既选了文件，又粘贴了文字"),
        ({"file": SimpleUploadedFile("a.docx", b"MZ\x00\x01")}, "没有读出创建方案"),
        ({"text": TEXT, "unit": "0"}, "没有选定是哪里的方案"),
    ],
)
def test_import_refusals_say_why_and_keep_what_was_pasted(city, given, why):
    response = city.taskforce.post(address("plan-import"), {"unit": city.unit.pk, **given})

    html = response.content.decode()
    assert (response.status_code, Plan.objects.count()) == (422, 0)
    assert why in re.search(r'role="alert">(.*?)</div></div>', html, re.S)[1]
    assert re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.S)[1].strip() == without_lt(given.get("text", "")).strip()


def without_lt(text):
    return text.replace("<", "&lt;").replace(">", "&gt;")


def test_import_is_closed_to_liaisons(city):
    response = city.liaison.post(address("plan-import"), {"unit": city.unit.pk, "text": TEXT})

    assert (response.status_code, Plan.objects.count()) == (403, 0)


# Speed and parts


def test_right_side_is_served_alone_to_a_script_but_not_to_the_back_button(city, plan):
    place, asked = address("plan-task", plan.pk, 1), {"HX-Request": "true", "HX-Target": "reading"}

    part = city.taskforce.get(place, headers=asked)
    whole = city.taskforce.get(place, headers={**asked, "HX-History-Restore-Request": "true"})

    assert part.content.decode().lstrip()[:9] == "<section "
    assert whole.content.decode()[:15] == "<!doctype html>"
    assert "HX-Request" in part["Vary"]


@pytest.mark.parametrize("name", ["plan", "plan-task"])
def test_queries_do_not_grow_with_the_plan(city, plan, name):
    tasks = "".join(f"{no}.任务{no}。比率不低于{no}0%。（牵头单位：市司法局；责任单位：市教育局、市神秘局）\n" for no in range(4, 36))
    longer = import_plan(city.actor, city.unit, text=TEXT.replace("三、实施步骤", f"{tasks}三、实施步骤"))
    assert longer.tasks.count() == 35

    def queries(which):
        place = address(name, which.pk, *([1] if name == "plan-task" else []))
        city.taskforce.get(place)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            response = city.taskforce.get(place)
        assert len(response.content) < 300_000
        return len(seen)

    assert 0 < queries(plan) == queries(longer)


def test_list_asks_the_same_for_one_plan_and_for_three(city, plan):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            city.taskforce.get(address("plans"))
        return len(seen)

    queries()
    before = queries()
    for _ in range(2):
        import_plan(city.actor, city.unit, text=TEXT)
    assert 0 < before == queries()


def test_sample_plan_is_counted_and_small_on_its_page(city):
    text = (Path(sample.__file__).parent / "plan.txt").read_text(encoding="utf-8")
    plan = import_plan(city.actor, city.unit, text=text)

    response = city.taskforce.get(address("plan", plan.pk))

    read = re.search("<dt>实际读出</dt><dd>(.*?)</dd>", response.content.decode())[1]
    assert read.startswith("9 章节、32 项任务、牵头 98、责任 99、目标 ")
    assert len(response.content) < 300_000
