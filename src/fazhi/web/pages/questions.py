"""数据疑点: signals and differences from declared numbers as questions; the unit answers, the task force decides."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from fazhi.engine.metrics import Metric, metrics_of
from fazhi.engine.register import Register, registers
from fazhi.jobs.queue import enqueue
from fazhi.journal.write import trail
from fazhi.kit.days import add_months
from fazhi.people.actor import Actor, Refused
from fazhi.people.models import Role
from fazhi.records.custom import registers_of
from fazhi.records.figures import full_name
from fazhi.records.jobs import find_questions
from fazhi.records.models import Declared, Question
from fazhi.records.overview import units_within
from fazhi.records.questions import DECISIONS, answer, decide, declare
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number
from fazhi.web.frame.menu import STAFF

from .figures.asking import OWN, asked_for

SHOWN, ROWS_SHOWN = 50, 50
ANSWERING = (Role.TASKFORCE, Role.LIAISON, Role.HEAD)
LOOKS = {"high": ("bad", "alert-triangle"), "middle": ("warn", "exclamation-circle"), "low": ("", "info-circle")}  # severity → class, icon


@for_roles(*STAFF)
def questions(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """What waits for an answer or a decision first; filtered by unit, kind, register and state."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    units = units_within(actor, actor.today)
    seen = Question.visible_to(actor)
    state = request.GET.get("state", Question.State.OPEN)
    counts = dict(seen.order_by().values_list("state").annotate(Count("pk")))
    page = Paginator(wanted(seen, request, units, state).select_related("unit"), SHOWN).get_page(request.GET.get("page"))
    known = {
        "page": page,
        "states": [(value, word, counts.get(value, 0)) for value, word in Question.State.choices],
        "state": state,
        "kinds": Question.Kind.choices,
        "kind": request.GET.get("kind", ""),
        "registers": registers_of(actor),
        "register": request.GET.get("register", ""),
        "units": units,
        "unit": request.GET.get("unit", ""),
        "looks": LOOKS,
        "refusal": refusal,
    }
    return render(request, "questions/list.html", known, status=status)


def wanted(seen: QuerySet[Question], request: HttpRequest, units: list, state: str) -> QuerySet[Question]:
    if state in Question.State.values:
        seen = seen.filter(state=state)
    if (kind := request.GET.get("kind", "")) in Question.Kind.values:
        seen = seen.filter(kind=kind)
    if (register := request.GET.get("register", "")) in registers_of(request.actor):  # type: ignore[attr-defined]
        seen = seen.filter(register=register)
    unit = next((each for each in units if str(each.pk) == request.GET.get("unit")), None)
    return seen.filter(unit__path__startswith=unit.path) if unit else seen


@for_roles(*STAFF)
def question(request: HttpRequest, question: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """One question: why it is asked, its rows, what the unit says, what was decided."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Question.visible_to(actor).select_related("unit", "declared"), pk=question)
    model = registers().get(found.register)
    rows: QuerySet[Any] | list[Any] = []
    if model:
        rows = model.visible_on(actor).filter(pk__in=found.rows).select_related("unit").order_by("pk")
    known = {
        "question": found,
        "register": model,
        "rows": Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("page")),
        "figure": figure_address(found),
        "look": LOOKS[found.severity],
        "may_answer": actor.is_(*ANSWERING),
        "may_decide": actor.is_(Role.TASKFORCE),
        "decisions": [(value, Question.State(value).label) for value in DECISIONS],
        "trail": trail(found)[:20],
        "refusal": refusal,
        "typed": request.POST if request.method == "POST" else {},
    }
    return render(request, "questions/page.html", known, status=status)


def figure_address(question: Question) -> str:
    """The figure that the question is about, in the period it was looked at; nothing where it is about rows alone."""
    found_on = timezone.localtime(question.found_at).date()
    if question.kind == Question.Kind.CROSS_CHECK and question.declared:
        first, last = question.declared.first, question.declared.last
    elif question.kind == Question.Kind.OUTLIER:
        first, last = add_months(found_on, -12), found_on
    else:
        return ""
    name = f"{question.register}.{question.place.partition(' ')[0]}"
    asked = {"unit": str(question.unit_id), "period": OWN, "since": first.isoformat(), "until": last.isoformat()}
    return f"{reverse('figure', args=(name,))}?{urlencode(asked)}"


@require_POST
@for_roles(*ANSWERING)
def answer_question(request: HttpRequest, question: int) -> HttpResponse:
    act = lambda: answer(request.actor, question, request.POST.get("answer", ""))  # type: ignore[attr-defined]  # noqa: E731
    return done(
        request, act, "已写明情况，等待创建工作专班处理。", ("question", question), lambda **told: page_again(request, question, told)
    )


@require_POST
@for_roles(Role.TASKFORCE)
def decide_question(request: HttpRequest, question: int) -> HttpResponse:
    form = request.POST
    remark, seen = form.get("remark", ""), form.get("seen", "")
    act = lambda: decide(request.actor, question, form.get("state", ""), remark, seen=seen)  # type: ignore[attr-defined]  # noqa: E731
    return done(request, act, "处理结果已记入轨迹。", ("question", question), lambda **told: page_again(request, question, told))


def page_again(request: HttpRequest, number: int, told: dict[str, Any]) -> HttpResponse:
    return question(request, number, **told)


@require_POST
@for_roles(Role.TASKFORCE)
def check_now(request: HttpRequest) -> HttpResponse:
    """Ask for the nightly look-through at once; asked twice it runs once."""
    by = request.actor.who.name  # type: ignore[attr-defined]
    act = lambda: enqueue(find_questions, by=by, key="asked")  # noqa: E731
    return done(request, act, "已开始检查，完成后新的疑点会列在这里。", ("questions",), lambda **told: questions(request, **told))


@for_roles(*ANSWERING)
def declared(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """申报数: what units declared elsewhere, and the form that holds a further number against the registers."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST" and not refusal:
        again = lambda **told: declared(request, **told)  # noqa: E731
        return done(request, lambda: declared_from(request), "已登记并与台账核对，不一致的列入疑点。", ("declared",), again)
    page = Paginator(Declared.visible_to(actor).select_related("unit").prefetch_related("questions"), SHOWN).get_page(
        request.GET.get("page")
    )
    groups = metrics_open_to(actor)
    known = {
        "page": page,
        "names": {name: metric.label for _, metrics in groups for name, metric in metrics},
        "groups": groups,
        "asked": asked_for(actor, request.GET),
        "places": Declared.Place.choices,
        "refusal": refusal,
        "typed": request.POST if request.method == "POST" else {},
    }
    return render(request, "questions/declared.html", known, status=status)


def metrics_open_to(actor: Actor) -> list[tuple[type[Register], list[tuple[str, Metric]]]]:
    """The registers that the actor may meet, each with its metrics by full name."""
    return [(model, [(full_name(model, name), each) for name, each in metrics_of(model).items()]) for model in registers_of(actor).values()]


def declared_from(request: HttpRequest) -> Declared:
    form, actor = request.POST, request.actor  # type: ignore[attr-defined]
    unit = next((each for each in units_within(actor, actor.today) if each.pk == number(form, "unit")), None)
    if unit is None:
        raise Refused("没有选择单位，或这个单位不归您填报。请从列表中选择。")
    if form.get("metric", "") not in {name for _, metrics in metrics_open_to(actor) for name, _ in metrics}:
        raise Refused("没有选择指标，或这个指标已不再计算。请从列表中选择。")
    asked = asked_for(actor, form)
    if asked.wrong:
        raise Refused("".join(asked.wrong))
    return declare(
        actor, unit, form.get("metric", ""), asked.period, amount(form.get("value", "")), form.get("place", ""), form.get("source", "")
    )


def amount(text: str) -> Decimal:
    """The number as typed, full-width digits and a percent sign allowed; raises Refused."""
    plain = text.strip().translate(str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")).replace(",", "").removesuffix("%")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= 10**12:
        raise Refused(f"申报数“{text[:20]}”不是数字。请只填数字，比率填百分数，如 98.5。")
    return round(value, 4)


urlpatterns = [
    path("questions/", questions, name="questions"),
    path("questions/check/", check_now, name="questions-check"),
    path("questions/declared/", declared, name="declared"),
    path("questions/<int:question>/", question, name="question"),
    path("questions/<int:question>/answer/", answer_question, name="question-answer"),
    path("questions/<int:question>/decide/", decide_question, name="question-decide"),
]
