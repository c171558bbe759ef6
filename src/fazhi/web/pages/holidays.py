"""节假日: the loaded years as calendars, loading the yearly notice after a preview, counting working days."""

import calendar as months
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from fazhi.engine.holidays import calendar
from fazhi.engine.models import HolidayYear
from fazhi.engine.register import Register, registers
from fazhi.journal.write import label_of
from fazhi.kit.dates import chinese_date
from fazhi.kit.days import OFF, Calendar, Count, CountRefused, YearNotLoaded, count_workdays
from fazhi.kit.notice import NoticeRefused
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.models import Role, Unit
from fazhi.records.holidays import LoadedNotice, load_notice_as, preview_notice, told_day
from fazhi.records.redating import forecast, seen_by
from fazhi.web.frame.acting import for_roles, refused
from fazhi.web.frame.acts import number
from fazhi.web.frame.menu import STAFF

from .appointing import day_of

SHOWN = 60  # counted days a page
LONGEST_NOTICE = 20_000  # characters; the notices so far have about 900
WEEK = "一二三四五六日"


@for_roles(Role.SYSTEM_ADMIN, Role.TASKFORCE)
def holidays(request: HttpRequest) -> HttpResponse:
    """One year as twelve small months; beside it the counting tool, and for the system admin the loading of a notice."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = calendar()
    known: dict[str, Any] = {"may_load": actor.is_(Role.SYSTEM_ADMIN), "kept": request.POST, "refusal": "", "preview": None}
    year = year_asked(request, held, actor.today)
    if request.method == "POST":
        try:
            if request.POST.get("step") == "load":
                return loaded(request, actor)
            if not known["may_load"]:
                raise NotAllowed("您不能导入放假安排：由系统管理员办理。请联系系统管理员。")
            year = notice_year(request)
            known["preview"] = told(preview_notice(notice_text(request), year))
        except NotAllowed as error:
            raise refused(error) from None
        except (NoticeRefused, Refused) as error:
            known["refusal"] = str(error)
    known |= {
        "year": year,
        "years": sorted({*range(actor.today.year - 2, actor.today.year + 2), *([year] if year in held.years else [])}),
        "all_years": sorted(held.years, reverse=True),
        "is_loaded": year in held.years,
        "source": HolidayYear._default_manager.filter(year=year).first(),
        "months": [month(year, each, held, actor.today) for each in range(1, 13)] if year in held.years else [],
        "week": WEEK,
        "next_year": max(held.years, default=actor.today.year - 1) + 1,
    } | counted(request, held)
    is_bad = known["refusal"] or known["count_refusal"]
    return render(request, "holidays/page.html", known, status=422 if is_bad else 200)


def year_asked(request: HttpRequest, held: Calendar, today: date) -> int:
    year = number(request.GET, "year")
    return year if 2000 <= year <= 2100 else today.year


def month(year: int, no: int, held: Calendar, today: date) -> dict[str, Any]:
    """One month: blanks before its first day, and each day with its mark and what it says aloud."""
    first, length = months.monthrange(year, no)
    days = []
    for day in (date(year, no, place) for place in range(1, length + 1)):
        rule = held.rules.get(day)
        said = held.reason(day)
        is_off = not held.is_workday(day)
        days.append({"day": day, "kind": rule.kind if rule else "", "is_off": is_off, "said": said, "today": day == today})
    return {"number": no, "blanks": range(first), "days": days, "workdays": sum(1 for each in days if not each["is_off"])}


def notice_year(request: HttpRequest) -> int:
    year = number(request.POST, "year")
    if not 2000 <= year <= 2100:
        raise Refused(f"年份“{request.POST.get('year', '')[:20]}”不对。请填写四位数字的年份，如 2027。")
    return year


def notice_text(request: HttpRequest) -> str:
    text = request.POST.get("text", "").strip()
    if not text:
        raise Refused("没有粘贴通知。请把国务院办公厅放假通知的正文粘贴到框里。")
    if len(text) > LONGEST_NOTICE:
        raise Refused(f"粘贴的内容有{len(text)}个字，放假通知只有一千字左右。请只粘贴通知正文。")
    return text


def told(notice: LoadedNotice) -> dict[str, Any]:
    """A preview in words: what is new, what changes, what falls away."""
    return {
        "notice": notice,
        "added": [told_day(day, rule) for day, rule in notice.added.items()],
        "changed": [(told_day(day, old), told_day(day, new)) for day, (old, new) in notice.changed.items()],
        "removed": [told_day(day, rule) for day, rule in notice.removed.items()],
        "off": sum(1 for rule in notice.rules.values() if rule.kind == OFF),
        "forecast": forecast(notice.rules, notice.year),
        "worked": sum(1 for rule in notice.rules.values() if rule.kind != OFF),
    }


def loaded(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Load what was previewed, and show the year."""
    year = notice_year(request)
    source = " ".join(request.POST.get("source", "").split()) or f"国务院办公厅关于{year}年部分节假日安排的通知"
    notice = load_notice_as(actor, notice_text(request), year, source)
    days = len(notice.added) + len(notice.changed) + len(notice.removed)
    said = f"{year}年放假安排已导入" + (f"，{days}天有变化，未办结的期限正在后台重算。" if days else "，与原来的安排相同。")
    messages.success(request, said, extra_tags="ok")
    return redirect(f"{reverse('holidays')}?year={year}")


def counted(request: HttpRequest, held: Calendar) -> dict[str, Any]:
    """The counting tool: the n-th working day after a day, each day with its reason."""
    known: dict[str, Any] = {"start": request.GET.get("start", ""), "n": request.GET.get("n", ""), "count": None, "count_refusal": ""}
    if not (known["start"] or known["n"]):
        return known
    try:
        start = day_of(request.GET, "start", "起算日")
        days = number(request.GET, "n", but=-1)
        if not 0 <= days < 10**6:
            raise Refused(f"天数“{known['n'][:20]}”不对。请填写1至2000的整数。")
        count: Count = count_workdays(start, days, held)
    except (Refused, CountRefused, YearNotLoaded) as error:
        return known | {"count_refusal": str(error)}
    skipped = sum(1 for day in count.days if not day.counted)
    said = f"{chinese_date(start)}起第{days}个工作日是{chinese_date(count.date)}，当日不算，中间跳过{skipped}天。"
    page = Paginator(count.days, SHOWN).get_page(request.GET.get("page"))
    return known | {"start": start.isoformat(), "count": count, "count_said": said, "page": page}


@for_roles(*STAFF, Role.SYSTEM_ADMIN)
def redatings(request: HttpRequest, year: int) -> HttpResponse:
    """Every clock that the year's notice moved, of the units the reader reaches: from which day to which."""
    page = Paginator(seen_by(request.actor, year), SHOWN).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    models = {model._meta.label_lower: model for model in registers().values()}
    units = Unit.named(each.unit_id for each in page)
    rows = [(each, models.get(each.kind), units.get(each.unit_id), clock_label(models.get(each.kind), each.clock)) for each in page]
    return render(request, "holidays/redatings.html", {"year": year, "page": page, "rows": rows})


def clock_label(model: type[Register] | None, name: str) -> str:
    return label_of(model, name) if model else name


urlpatterns = [
    path("holidays/", holidays, name="holidays"),
    path("holidays/<int:year>/moved/", redatings, name="redatings"),
]
