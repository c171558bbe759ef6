"""自定义台账: the task force defines a register on a page, sees what it will be, and puts it in force."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from fazhi.engine.register import registers
from fazhi.journal.write import trail
from fazhi.kit.days import CountRefused
from fazhi.people.actor import Actor, Refused
from fazhi.people.models import Role
from fazhi.records import custom as acts
from fazhi.records import drafting
from fazhi.records.columns import columns, listed
from fazhi.records.defining import EMPTY, KINDS, MEASURES, build, formula, labels_of, scratch
from fazhi.records.mistaken import problems
from fazhi.records.models import Definition
from fazhi.records.written import WrongLine, told
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number
from fazhi.web.pages.custom_forms import FORMS, LineForm, PartForm, first_wrong
from fazhi.web.pages.registers.forms import form_for

TABS = {"key": "基本情况", **{part: word for part, (word, _) in drafting.PARTS.items()}, "preview": "预览"}


@for_roles(Role.TASKFORCE)
def definitions(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """What the area's task force has defined; a new one begins with its name."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = Definition.visible_to(actor).select_related("area")
    counts = {each.code: registers()[each.code].visible_on(actor).count() for each in rows if each.code in registers()}
    known = {"rows": rows, "counts": counts, "refusal": refusal, "typed": request.POST.get("name", "")}
    return render(request, "custom/list.html", known, status=status)


@require_POST
@for_roles(Role.TASKFORCE)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a register with its name."""
    made: list[Definition] = []
    act = lambda: made.append(acts.define(request.actor, request.POST.get("name", "")))  # type: ignore[attr-defined]  # noqa: E731
    again = lambda **kwargs: definitions(request, **kwargs)  # noqa: E731
    answer = done(request, act, "已建立。请增加字段，预览无误后启用。", ("custom-registers",), again)
    return redirect(f"{reverse('custom-register', args=[made[0].pk])}?part=fields") if made else answer


def held_by(request: HttpRequest, definition: int) -> Definition:
    return get_object_or_404(Definition.visible_to(request.actor).select_related("area"), pk=definition)  # type: ignore[attr-defined]


@for_roles(Role.TASKFORCE)
def show(
    request: HttpRequest,
    definition: int,
    *,
    refusal: str = "",
    status: int = 200,
    form: PartForm | None = None,
    line: PartForm | None = None,
) -> HttpResponse:
    """One part of the draft at a time, with what is there and a form for one more."""
    held = held_by(request, definition)
    told_by = request.POST if request.method == "POST" else request.GET
    part = told_by.get("part", "") if told_by.get("part") in TABS else "key"
    draft, item = held.draft, told_by.get("item", "")
    known: dict[str, Any] = {
        "definition": held,
        "tabs": TABS.items(),
        "part": part,
        "word": TABS[part],
        "item": item,
        "problems": problems(held, draft),
        "is_changed": draft != held.body and (held.version or draft != EMPTY),
        "refusal": refusal,
    }
    if part in FORMS:
        chosen = next((each for each in draft[part] if each["name"] == item), None)
        form = form or FORMS[part](draft, choices(request.actor), initial=dict(chosen or {}))  # type: ignore[attr-defined]
        lines = [(side, word, written(draft, chosen, side)) for side, word in drafting.SIDES.get(part, {}).items()] if chosen else []
        known |= {"items": described(held, part), "form": form, "chosen": chosen, "lines": lines}
        known["title"] = (chosen.get("says") or chosen["label"]) if chosen else ""
        known["line"] = (line or sided(LineForm(draft), part)) if lines else None
    elif part == "preview":
        known |= preview(request, held)
    else:
        fields = [each for each in draft["fields"] if not each.get("hidden")]
        known |= {"keys": [("unit", "责任单位"), *((each["name"], each["label"]) for each in fields)], "trail": trail(held)[:20]}
    return render(request, "custom/page.html", known, status=status)


def choices(actor: Actor) -> list[tuple[str, str]]:
    """The registers that a reference may lead to."""
    return [(code, f"{code} {model._meta.verbose_name}") for code, model in acts.registers_of(actor).items()]


def sided(form: LineForm, part: str) -> LineForm:
    form.fields["side"].choices = list(drafting.SIDES.get(part, {}).items())  # type: ignore[attr-defined]
    return form


def written(draft: dict[str, Any], item: dict[str, Any], side: str) -> list[str]:
    stages = {each["name"]: each["label"] for each in draft["stages"]}
    return [told([line], labels_of(draft), stages) for line in item.get(side, ())]


def described(held: Definition, part: str) -> list[dict[str, Any]]:
    """The items of a part, each with its title and its facts in words; a field in force stays, it can only be hidden."""
    draft, labels, found = held.draft, labels_of(held.draft), []
    kept = {each["name"] for each in held.body.get("fields", ())} if held.version else set()
    for each in draft[part]:
        facts = FACTS[part](draft, each, labels)
        title = each.get("says") or each["label"]
        shown = {"name": each["name"], "title": title, "facts": "；".join(filter(None, facts))}
        found.append(shown | {"hidden": each.get("hidden", False), "stays": each["name"] in kept})
    return found


def of_field(draft: dict[str, Any], each: dict[str, Any], labels: dict[str, str]) -> list[str]:
    more = [KINDS[each["kind"]], "必填" if each.get("required") else "", "在列表中显示" if each.get("listed") else ""]
    return [*more, "、".join(each.get("choices") or ()) if each["kind"] == "choice" else "", each.get("to", "")]


def of_stage(draft: dict[str, Any], each: dict[str, Any], labels: dict[str, str]) -> list[str]:
    then, needs = ("、".join(labels.get(name, name) for name in each.get(side, ())) for side in ("then", "needs"))
    return [f"下一步：{then}" if then else "到此为止", f"须填：{needs}" if needs else "", "须由另一人办理" if each.get("second") else ""]


def of_clock(draft: dict[str, Any], each: dict[str, Any], labels: dict[str, str]) -> list[str]:
    return [f"自“{labels.get(each['start'], '')}”起{each['number']}{each['unit']}，到“{labels.get(each['stop'], '')}”为止", each["basis"]]


def of_rule(draft: dict[str, Any], each: dict[str, Any], labels: dict[str, str]) -> list[str]:
    applies, holds = ("，且".join(written(draft, each, side)) for side in ("applies", "holds"))
    return [f"适用于{applies or '全部记录'}", f"应当{holds}" if holds else "还没有写怎样才算符合", each["basis"]]


def of_metric(draft: dict[str, Any], each: dict[str, Any], labels: dict[str, str]) -> list[str]:
    sign = "不高于" if each.get("sign") == "most" else "不低于"
    return [MEASURES[each["measure"]], formula(each, draft), f"目标{sign}{each['target']}" if each.get("target") else "", each["basis"]]


FACTS: dict[str, Callable[..., list[str]]] = {
    "fields": of_field,
    "stages": of_stage,
    "clocks": of_clock,
    "rules": of_rule,
    "metrics": of_metric,
}


def preview(request: HttpRequest, held: Definition) -> dict[str, Any]:
    """The head of the list, the form and the formulas, as they will be; nothing where the draft cannot stand."""
    try:
        model = build(held, held.draft, scratch())
        heads = [column.label for column in listed(model)]
        form = form_for(model, request.actor)  # type: ignore[attr-defined]
    except (WrongLine, KeyError, ValueError, LookupError, CountRefused):
        return {"heads": [], "form": None, "formulas": []}
    rows = [(field, kind, wide) for field, kind, wide, _ in form.rows]
    return {
        "heads": heads,
        "preview": rows,
        "columns": columns(model),
        "formulas": [formula(each, held.draft) for each in held.draft["metrics"]],
    }


@require_POST
@for_roles(Role.TASKFORCE)
def act(request: HttpRequest, definition: int, verb: str) -> HttpResponse:
    """One edit of the draft, or one act on the definition."""
    held, actor = held_by(request, definition), request.actor  # type: ignore[attr-defined]
    post, part, item = request.POST, request.POST.get("part", "key"), request.POST.get("item", "")
    if verb in ("put", "line") and part in FORMS:
        return typed(request, held, part, item, verb)
    edit = EDITS.get(verb)
    does = (
        (lambda: acts.change(actor, held, lambda draft: edit(draft, post)))
        if edit
        else DOES.get(verb) and (lambda: DOES[verb][1](actor, held, post))
    )
    if not does:
        raise Http404
    said = DOES[verb][0] if verb in DOES else "已保存到修改稿。"
    answer = done(request, does, said, ("custom-register", held.pk), lambda **kwargs: show(request, held.pk, **kwargs))
    return back(answer, held, part, item if verb == "unline" else "")


def typed(request: HttpRequest, held: Definition, part: str, item: str, verb: str) -> HttpResponse:
    """A part or a condition's line out of its form; what is wrong stands beside the fields."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen: dict[str, Any] = next((each for each in held.draft[part] if each["name"] == item), {})
    if verb == "line":
        form: PartForm = sided(LineForm(held.draft, (), request.POST), part)
    else:
        form = FORMS[part](held.draft, choices(actor), request.POST, initial={"name": chosen.get("name")})
    does: Callable[[dict[str, Any]], Any]
    try:
        if not form.is_valid():
            raise Refused(first_wrong(form))
        if isinstance(form, LineForm):
            line, side = form.line(), form.cleaned_data["side"]
            does = lambda draft: drafting.add_line(draft, part, item, side, line)  # noqa: E731
        else:
            values = form.item()
            does = lambda draft: drafting.put(draft, part, values, item)  # noqa: E731
    except (Refused, ValidationError) as wrong:
        said = "；".join(wrong.messages) if isinstance(wrong, ValidationError) else str(wrong)
        return show(request, held.pk, refusal=said, status=422, **{"line" if verb == "line" else "form": form})  # type: ignore[arg-type]
    again = lambda **kwargs: show(request, held.pk, **kwargs)  # noqa: E731
    answer = done(request, lambda: acts.change(actor, held, does), "已保存到修改稿。", ("custom-register", held.pk), again)
    return back(answer, held, part, item if verb == "line" else "")


def back(answer: HttpResponse, held: Definition, part: str, item: str = "") -> HttpResponse:
    """To the part one came from."""
    if answer.status_code != 302:
        return answer
    return redirect(
        f"{reverse('custom-register', args=[held.pk])}?part={part if part in TABS else 'key'}" + (f"&item={item}" if item else "")
    )


def unline(draft: dict[str, Any], post: QueryDict) -> None:
    drafting.drop_line(draft, post.get("part", ""), post.get("item", ""), post.get("side", ""), number(post, "place", -1))


EDITS: dict[str, Callable[[dict[str, Any], QueryDict], Any]] = {
    "key": lambda draft, post: drafting.set_key(draft, post.getlist("key")),
    "take": lambda draft, post: drafting.take(draft, post.get("part", ""), post.get("item", "")),
    "lift": lambda draft, post: drafting.lift(draft, post.get("part", ""), post.get("item", "")),
    "hide": lambda draft, post: drafting.hide(draft, post.get("item", "")),
    "unline": unline,
}
DOES: dict[str, tuple[str, Callable[[Actor, Definition, QueryDict], Any]]] = {
    "enforce": (
        "已启用，本地区现在就可以填报。",
        lambda actor, held, post: acts.enforce(actor, held, seen=number(post, "seen", -1)),
    ),
    "discard": ("修改稿已放弃，恢复为启用的内容。", lambda actor, held, post: acts.discard(actor, held)),
    "rename": ("已更名。", lambda actor, held, post: acts.rename(actor, held, post.get("name", ""))),
    "close": ("已停用：记录仍可查看和统计，不能再填报。", lambda actor, held, post: acts.set_closed(actor, held, True)),
    "reopen": ("已恢复使用。", lambda actor, held, post: acts.set_closed(actor, held, False)),
}

urlpatterns = [
    path("custom/", definitions, name="custom-registers"),
    path("custom/new/", begin, name="custom-new"),
    path("custom/<int:definition>/", show, name="custom-register"),
    path("custom/<int:definition>/<slug:verb>/", act, name="custom-act"),
]
