"""The page of 节假日: the year as it was loaded, the notice before and after loading, and the counting tool."""

import re
from datetime import date

import pytest
from django.urls import reverse

from fazhi.engine.models import HolidayYear, SpecialDay
from fazhi.journal.models import Entry
from fazhi.records.holidays import seed
from web.offices import Offices, cells, refusal, said

# Made up for the test; every weekday in brackets is that of the calendar.
NOTICE = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至12日（周五）放假调休，共8天。2月14日（周日）上班。
三、清明节：4月5日（周一）放假，与周末连休。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。10月9日（周六）上班。"""
FORM = {"year": "2027", "source": "测试通知〔2026〕1号", "text": NOTICE}


@pytest.fixture
def offices(db):
    seed()
    return Offices()


def marked(response, number):
    """The marked days of a month: day of the month and mark."""
    html = response.content.decode()
    month = re.search(rf'<section class="month" aria-label="\d+年{number}月">(.*?)</section>', html, re.S)[1]
    return [(int(day), mark) for day, mark in re.findall(r"<li [^>]*>(\d+)<small>(.)</small></li>", month)]


def previewed(response):
    html = response.content.decode().partition('id="preview"')[2].partition("<form")[0]
    return [re.sub(r"<[^>]+>|\s", "", heading) for heading in re.findall(r"<h3.*?</h3>", html, re.S)], re.findall(r"<li>(.*?)</li>", html)


def test_holidays_shows_the_year_with_days_off_and_worked(offices):
    response = offices.taskforce.get(reverse("holidays"), {"year": "2026"})

    assert marked(response, 10) == [*((day, "休") for day in range(1, 8)), (10, "班")]
    assert marked(response, 11) == []
    assert "/holidays/#load" not in response.content.decode() and 'id="load"' not in response.content.decode()


def test_holidays_of_a_year_not_loaded_says_so(offices):
    response = offices.system.get(reverse("holidays"), {"year": "2027"})

    assert "2027年的放假安排还没有导入" in response.content.decode()
    assert 'class="month"' not in response.content.decode()


def test_notice_is_previewed_and_nothing_is_written(offices):
    before = SpecialDay.objects.count(), HolidayYear.objects.count(), Entry.objects.count()
    response = offices.system.post(reverse("holidays"), {"step": "preview", **FORM})

    headings, lines = previewed(response)
    assert headings == ["新增31天"]
    assert (lines[0], lines[-1]) == ("2027年1月1日 放假（元旦）", "2027年10月9日 调休上班（国庆节）")
    assert (SpecialDay.objects.count(), HolidayYear.objects.count(), Entry.objects.count()) == before


def test_notice_is_loaded_and_then_corrected(offices):
    loaded = offices.system.post(reverse("holidays"), {"step": "load", **FORM})
    assert said(loaded) == "2027年放假安排已导入，31天有变化，未办结的期限正在后台重算。"
    assert loaded["Location"] == "/holidays/?year=2027"
    assert marked(offices.system.get(loaded["Location"]), 6) == [(9, "休")]
    assert HolidayYear.objects.get(year=2027).source == "测试通知〔2026〕1号"

    corrected = NOTICE.replace("6月9日（周三）放假，共1天", "6月10日（周四）放假，共1天").replace("5月8日（周六）", "5月9日（周日）")
    response = offices.system.post(reverse("holidays"), {"step": "preview", **FORM, "text": corrected})
    assert previewed(response) == (
        ["新增2天", "取消2天"],
        [
            "2027年5月9日 调休上班（劳动节）",
            "2027年6月10日 放假（端午节）",
            "2027年5月8日 调休上班（劳动节）",
            "2027年6月9日 放假（端午节）",
        ],
    )


def test_notice_that_contradicts_itself_is_refused_with_the_text_kept(offices):
    wrong = NOTICE.replace("6月9日（周三）", "6月9日（周四）")
    response = offices.system.post(reverse("holidays"), {"step": "preview", **FORM, "text": wrong})

    assert response.status_code == 422
    assert "2027-06-09是周三" in refusal(response)
    assert "6月9日（周四）" in response.content.decode().partition("<textarea")[2].partition("</textarea>")[0]


@pytest.mark.parametrize("step", ["preview", "load"])
def test_notice_is_not_for_the_task_force(offices, step):
    response = offices.taskforce.post(reverse("holidays"), {"step": step, **FORM})

    assert response.status_code == 403
    assert "您不能导入放假安排" in response.content.decode()
    assert HolidayYear.objects.filter(year=2027).count() == 0


def test_workdays_are_counted_day_by_day(offices):
    response = offices.taskforce.get(reverse("holidays"), {"start": "2026-02-12", "n": "3"})

    assert response.context["count_said"] == "2026年2月12日起第3个工作日是2026年2月24日，当日不算，中间跳过9天。"
    assert response.context["count"].date == date(2026, 2, 24)
    assert cells(response, 0) == ["1", "2", *["—"] * 9, "3"]
    assert cells(response, 2)[1:3] == ["算 周六，调休上班（春节）", "不算 春节放假"]


@pytest.mark.parametrize(
    ("start", "n", "why"),
    [
        ("2026-02-30", "3", "2026-02-30"),
        ("2026-02-12", "0", "工作日数要在1到2000之间，不能是0"),
        ("2026-02-12", "三", "天数“三”不对"),
        ("2026-02-12", "9" * 5000, f"天数“{'9' * 20}”不对"),
        ("2026-12-30", "10", "2027年的放假安排还没有导入"),
    ],
)
def test_workdays_that_cannot_be_counted_say_why(offices, start, n, why):
    response = offices.taskforce.get(reverse("holidays"), {"start": start, "n": n})

    assert response.status_code == 422
    assert why in refusal(response)
    assert response.context["count"] is None


@pytest.mark.parametrize("year", ["abc", "²", "", "1999", "9" * 5000])
def test_year_that_is_none_is_refused_in_a_form_and_passed_over_in_an_address(offices, year):
    shown = offices.system.get(reverse("holidays"), {"year": year})
    response = offices.system.post(reverse("holidays"), {"step": "load", **FORM, "year": year})

    assert (shown.status_code, shown.context["year"]) == (200, date.today().year)
    assert (response.status_code, refusal(response)) == (422, f"年份“{year[:20]}”不对。请填写四位数字的年份，如 2027。")
    assert HolidayYear.objects.filter(year=2027).count() == 0


def test_holidays_are_closed_to_others(offices):
    for client in (offices.audit, offices.security, offices.liaison):
        response = client.get(reverse("holidays"))
        assert response.status_code == 403
        assert "这一页由系统管理员、创建工作专班使用" in response.content.decode()
        assert 'class="month"' not in response.content.decode()
