"""双随机抽取: freezing a frame, drawing once from it with a seed anyone can check, publishing the result."""

from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from fazhi.engine.register import Register
from fazhi.journal.models import Verb
from fazhi.journal.write import trail, write
from fazhi.people.actor import Actor, Refused
from fazhi.people.directory import units_seen_by
from fazhi.records.columns import Column, columns
from fazhi.records.custom import registers_of
from fazhi.records.drawing import Frame, Member, draw_once, drop, freeze, may_run, publish, write_book, write_csv
from fazhi.records.framing import STRATA, alike_of, of_records, pairs_of, pasted, strata_of, wanted_of
from fazhi.records.models import Draw, SavedView
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number, number_in
from fazhi.web.frame.menu import SENDERS, STAFF
from fazhi.web.pages.registers.filtering import asked_for, narrowed, told

PER_PAGE = 30
PASTE = "paste"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Source:
    """Where a list comes from: pasted lines (no model), or a register's list as filtered."""

    choice: str
    model: type[Register] | None = None
    rows: QuerySet | None = None
    count: int = 0
    words: str = "粘贴的名单"


@for_roles(*STAFF)
def draws(request: HttpRequest) -> HttpResponse:
    """Every draw the reader may see, the newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = Draw.visible_to(actor).select_related("unit").defer("frame", "result")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "draws/list.html", {"page": page, "may_make": actor.is_(*SENDERS)})


@for_roles(*SENDERS)
def new(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """First where the lists come from, then how they are drawn."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told_by = request.POST if request.method == "POST" else request.GET
    known: dict[str, Any] = {"choices": choices(actor), "typed": told_by.dict(), "paste": PASTE, "refusal": refusal}
    try:
        objects, inspectors = source(actor, told_by, "objects"), source(actor, told_by, "inspectors")
    except Refused as wrong:
        return render(request, "draws/new.html", known | {"refusal": refusal or str(wrong)}, status=422)
    known |= {"objects": objects, "inspectors": inspectors}
    known["strata"] = strata_of(objects.model) if objects and objects.model else []
    known["alike"] = alike_of(objects.model, inspectors.model) if objects and inspectors and objects.model and inspectors.model else []
    if request.method != "POST" or objects is None or refusal:
        return render(request, "draws/new.html", known, status=status)
    made: list[Draw] = []
    act = lambda: made.append(frozen(actor, request.POST, objects, inspectors))  # noqa: E731
    again = lambda **kwargs: new(request, **kwargs)  # noqa: E731
    answer = done(request, act, "名单已冻结，还没有抽取。请先把名单摘要告知各方，再给出种子。", ("draws",), again)
    return redirect("draw", made[0].pk) if made else answer


def choices(actor: Actor) -> list[tuple[str, str]]:
    """What a list may come from: pasted lines, a register, or a saved view of one."""
    named = registers_of(actor)
    views = SavedView.seen_by(actor).filter(register__in=list(named))
    found = [(code, f"{code} {model._meta.verbose_name}") for code, model in named.items()]
    found += [(f"view:{view.pk}", f"{view.register} {named[view.register]._meta.verbose_name}：视图“{view}”") for view in views]
    return [(PASTE, "粘贴名单"), *found]


def source(actor: Actor, told_by: QueryDict, name: str) -> Source | None:
    """The list chosen under `name`, with `<name>_query` as the address or query of a filtered list; raises Refused."""
    choice = told_by.get(name, "")
    if not choice:
        return None
    if choice == PASTE:
        return Source(PASTE)
    query = told_by.get(f"{name}_query", "").strip().rpartition("?")[2][:1000]
    code = choice
    if choice.startswith("view:"):
        view = SavedView.seen_by(actor).filter(pk=number_in(choice[5:])).first()
        code, query = (view.register, view.query) if view else ("", "")
    model = registers_of(actor).get(code)
    if model is None:
        raise Refused("所选的台账或视图已不存在。请从列表中重新选择。")
    asked = asked_for(model, QueryDict(query), actor, list(units_seen_by(actor)))
    if asked.wrong:
        raise Refused("".join(asked.wrong))
    rows = narrowed(model.visible_on(actor, asked.as_of), asked).select_related("unit")
    words = "，".join([f"{code} {model._meta.verbose_name}", *(word for word, _ in told(asked))])
    return Source(choice, model, rows, rows.count(), words)


def frozen(actor: Actor, post: QueryDict, objects: Source, inspectors: Source | None) -> Draw:
    """Read the whole form into a frame and freeze it; raises Refused."""
    stratum = column(objects, post.get("stratum", ""))
    stratum = stratum if stratum and stratum.kind in STRATA else None
    same = post.get("same", "") if inspectors and inspectors.model and objects.model else ""
    if same not in dict(alike_of(objects.model, inspectors.model) if same and objects.model and inspectors and inspectors.model else []):
        same = ""
    found = members(objects, post.get("objects_text", ""), stratum, same, with_strata=True)
    people = members(inspectors, post.get("inspectors_text", ""), None, same, with_strata=False) if inspectors else []
    frame = Frame(
        found,
        people,
        pairs_of(post.get("conflicts", "")),
        wanted_of(post.get("wanted", ""), found),
        number(post, "reserves"),
        number(post, "per") if inspectors else 0,
    )
    words = f"检查对象：{objects.words}" + (f"；检查人员：{inspectors.words}" if inspectors else "")
    return freeze(actor, post.get("title", ""), words, frame)


def members(found: Source, text: str, stratum: Column | None, same: str, *, with_strata: bool) -> list[Member]:
    if found.model is None or found.rows is None:
        return pasted(text, with_strata=with_strata)
    return of_records(found.rows, stratum, column(found, same))


def column(found: Source, name: str) -> Column | None:
    """The column of the list's register under this name; none of a pasted list."""
    return next((each for each in columns(found.model) if each.name == name), None) if found.model else None


@for_roles(*STAFF)
def show(request: HttpRequest, draw: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The frame's digest, the seed, and what was drawn; prints as it stands."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = get_object_or_404(Draw.visible_to(actor).select_related("unit"), pk=draw)
    known = {
        "draw": held,
        "strata": strata(held),
        "result": result(held),
        "paired": held.frame["per"],
        "may_run": may_run(actor, held),
        "typed": request.POST.dict(),
        "refusal": refusal,
        "trail": trail(held)[:20] if may_run(actor, held) else [],
        "page": Paginator(held.frame["objects"], PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "draws/page.html", known, status=status)


def strata(held: Draw) -> list[tuple[str, int, int]]:
    """(层, 名单中多少, 抽多少)."""
    counted: dict[str, int] = {}
    for _, _, stratum, _ in held.frame["objects"]:
        counted[stratum] = counted.get(stratum, 0) + 1
    return [(stratum, count, held.frame["wanted"].get(stratum, 0)) for stratum, count in counted.items()]


def result(held: Draw) -> list[tuple[str, list[tuple[int, str, str, str, str]]]]:
    """层 → its lines (序号, 抽中 or 候补, 编号, 名称, 检查人员)."""
    if not held.result:
        return []
    names = {key: name for key, name, _, _ in held.frame["objects"]}
    people = {key: name or key for key, name, _ in held.frame["inspectors"]}
    found = []
    for stratum, sides in held.result["drawn"].items():
        lines = [(kind, key) for kind, keys in zip(("抽中", "候补"), sides, strict=True) for key in keys]
        pairs = held.result["pairs"]
        found.append(
            (
                stratum,
                [
                    (place, kind, key, names[key], "、".join(people[each] for each in pairs.get(key, ())))
                    for place, (kind, key) in enumerate(lines, 1)
                ],
            )
        )
    return found


ACTS = {
    "draw": (
        "已抽取，结果已留存，不能重来。",
        lambda actor, held, post: draw_once(
            actor, held, "" if post.get("how") == "system" else needed(post.get("seed", "")), post.get("seed_source", "")
        ),
    ),
    "publish": ("已公布，本地区的工作人员都能查看。", lambda actor, held, post: publish(actor, held)),
    "drop": ("已作废，名单和原因仍可查看。", lambda actor, held, post: drop(actor, held, post.get("why", ""))),
}


def needed(seed: str) -> str:
    if not seed.strip():
        raise Refused("没有填写种子。请填公开事件的结果，如开奖号码；或选择由系统生成。")
    return seed


@require_POST
@for_roles(*SENDERS)
def act(request: HttpRequest, draw: int, verb: str) -> HttpResponse:
    """Draw, publish, or give up a frame."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = get_object_or_404(Draw.visible_to(actor).select_related("unit"), pk=draw)
    if verb not in ACTS:
        return redirect("draw", draw)
    said, does = ACTS[verb]
    return done(request, lambda: does(actor, held, request.POST), said, ("draw", draw), lambda **kwargs: show(request, draw, **kwargs))


@require_safe
@for_roles(*STAFF)
def file(request: HttpRequest, draw: int, kind: str) -> HttpResponse:
    """The frame and the result as a book, or as the CSV that repeats the draw."""
    held = get_object_or_404(Draw.visible_to(request.actor).select_related("unit"), pk=draw)  # type: ignore[attr-defined]
    if kind == "csv":
        answer = HttpResponse(write_csv(held), content_type="text/csv; charset=utf-8")
    else:
        with TemporaryFile() as stream:
            write_book(held, stream)
            stream.seek(0)
            answer = HttpResponse(stream.read(), content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, f"{held.title}.{kind}") or "attachment"
    if request.method == "GET":
        said = f"下载了双随机抽取“{held}”的{'名录和结果' if kind != 'csv' else '复核数据'}"
        write(Verb.DOWNLOADED, held, said, by=request.actor.who, units=[held.unit_id])  # type: ignore[attr-defined]
    return answer


urlpatterns = [
    path("draws/", draws, name="draws"),
    path("draws/new/", new, name="draw-new"),
    path("draws/<int:draw>/", show, name="draw"),
    path("draws/<int:draw>/result.xlsx", file, {"kind": "xlsx"}, name="draw-book"),
    path("draws/<int:draw>/result.csv", file, {"kind": "csv"}, name="draw-csv"),
    path("draws/<int:draw>/<slug:verb>/", act, name="draw-act"),
]
