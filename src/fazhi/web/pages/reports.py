"""报告: the ledger, the task table and the self-assessment report; its texts, which people edit and regeneration keeps."""

from typing import NoReturn
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from fazhi.campaign.models import Campaign
from fazhi.evidence.store import opened
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.models import Role
from fazhi.reports.making import download, make, settle
from fazhi.reports.models import MadeFile
from fazhi.reports.texts import drop_edit, edit_passage, passages
from fazhi.review.reasons import counts
from fazhi.web.frame.acting import for_roles, refused
from fazhi.web.frame.acts import done
from fazhi.web.frame.campaigns import current_campaign, no_campaign
from fazhi.web.pages.content import pieces

WRITERS, READERS = (Role.TASKFORCE,), (Role.TASKFORCE, Role.LEADER)
SAYS = {
    MadeFile.Kind.LEDGER: "104 项指标的单位、应交、已交、认定和期限，另附按单位的分表，可直接打印。",
    MadeFile.Kind.TASKS: "方案各项任务的内容、牵头与责任单位（集合称谓已展开）、目标和时限。",
    MadeFile.Kind.SELF_ASSESSMENT: "按公文格式（GB/T 9704）排版；各单位的工作开展情况、进度和证据索引，只把已认定的写作已完成。",
}


def overseen(request: HttpRequest) -> Campaign | None:
    """The campaign of the pages, for those whose own it is: a county's task force may open the city's, but not its reports."""
    campaign = current_campaign(request)
    if campaign and not request.actor.oversees(campaign.unit):  # type: ignore[attr-defined]
        raise PermissionDenied(f"“{campaign}”的报告由{campaign.unit}的创建工作专班生成和查看。请在左上角切换到本级的创建活动。")
    return campaign


def gone() -> NoReturn:
    raise Http404


@for_roles(*READERS)
def reports(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Three reports, each with its newest files; a file being made shows how far it is."""
    campaign = overseen(request)
    if campaign is None:
        return no_campaign(request, "报告")
    settle(campaign)
    files = list(MadeFile.visible_to(request.actor).filter(campaign=campaign)[:60])  # type: ignore[attr-defined]
    groups = [(kind, kind.label, says, [each for each in files if each.kind == kind][:6]) for kind, says in SAYS.items()]
    known = {
        "groups": groups,
        "refusal": refusal,
        "busy": any(each.state == MadeFile.State.MAKING for each in files),
        "reasons": counts(campaign)[:10],
    }
    return render(request, "reports/page.html", known, status=status)


@require_POST
@for_roles(*WRITERS)
def create(request: HttpRequest, kind: str) -> HttpResponse:
    campaign = overseen(request) or gone()
    act = lambda: make(request.actor, campaign, kind)  # type: ignore[attr-defined]  # noqa: E731
    return done(request, act, "已开始生成，完成后可以下载。", ("reports",), lambda **kwargs: reports(request, **kwargs))


@require_safe
@for_roles(*READERS)
def file(request: HttpRequest, made: int) -> HttpResponseBase:
    try:
        found = download(request.actor, made)  # type: ignore[attr-defined]
    except NotAllowed as refusal:
        raise refused(refusal) from refusal
    except Refused as refusal:
        return reports(request, refusal=str(refusal), status=409)
    assert found.blob is not None
    response = StreamingHttpResponse(pieces(opened(found.blob), 0, found.blob.size), content_type=found.blob.media_type)
    response["Content-Length"] = str(found.blob.size)
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return response


@for_roles(*READERS)
def texts(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Every passage as it will stand; one is edited at a time, and an edit shows where the fresh draft says otherwise."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    campaign = overseen(request)
    if campaign is None:
        return no_campaign(request, "自评报告文字")
    rows = passages(campaign, actor.today)
    place = request.POST.get("place") or request.GET.get("place") or (rows[0].place if rows else "")
    chosen = next((each for each in rows if each.place == place), rows[0] if rows else None)
    known = {"rows": rows, "chosen": chosen, "refusal": refusal, "typed": request.POST.get("text", "")}
    return render(request, "reports/texts.html", known, status=status)


@require_POST
@for_roles(*WRITERS)
def edit(request: HttpRequest) -> HttpResponse:
    campaign = overseen(request) or gone()
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = request.POST.get("place", "")

    def act() -> None:
        if "drop" in request.POST:
            drop_edit(actor, campaign, place)
        else:
            edit_passage(actor, campaign, place, request.POST.get("text", ""), seen=request.POST.get("seen"))

    said = "已恢复为生成稿。" if "drop" in request.POST else "已保存，重新生成报告时保留您的文字。"
    answer = done(request, act, said, ("report-texts",), lambda **kwargs: texts(request, **kwargs))
    return redirect(f"{answer.url}?{urlencode({'place': place})}") if answer.status_code == 302 else answer  # type: ignore[attr-defined]


urlpatterns = [
    path("reports/", reports, name="reports"),
    path("reports/make/<slug:kind>/", create, name="report-make"),
    path("reports/files/<int:made>/", file, name="report-file"),
    path("reports/texts/", texts, name="report-texts"),
    path("reports/texts/edit/", edit, name="report-text-edit"),
]
