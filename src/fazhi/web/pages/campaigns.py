"""创建活动: founding one from a plan and an edition, confirming links, phases, roster, publishing, and the campaigns below."""

from datetime import date

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from fazhi.campaign import assigning, linking, phases, publishing, roster
from fazhi.campaign.carrying import carry_over
from fazhi.campaign.deriving import assign_from_tasks
from fazhi.campaign.founding import found_campaign
from fazhi.campaign.local import found_local, rolled_up
from fazhi.campaign.models import Campaign, Demand, Phase, RosterMember
from fazhi.campaign.replanning import adopt_plan
from fazhi.journal.write import trail
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.directory import units_seen_by
from fazhi.people.models import Role, Unit
from fazhi.plan.editions import editions as all_editions
from fazhi.plan.models import Plan
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number, typed_in
from fazhi.web.pages.submission_forms import DayField, TextField

CHOOSE = {"required": "没有选择，请从列表中选择。", "invalid_choice": "这一项不在可选范围内，请从列表中重新选择。"}


class NewForm(forms.Form):
    """Name, plan, edition, cycle, and the campaign it belongs under."""

    name = TextField("名称", 100, required=True)
    plan: forms.ModelChoiceField = forms.ModelChoiceField(label="创建方案", queryset=None, empty_label=None, error_messages=CHOOSE)
    edition: forms.ModelChoiceField = forms.ModelChoiceField(label="指标版本", queryset=None, empty_label=None, error_messages=CHOOSE)
    cycle_start = DayField("创建周期起", required=True)
    cycle_end = DayField("创建周期止", required=True)
    parent: forms.ModelChoiceField = forms.ModelChoiceField(
        label="上级创建活动", queryset=None, required=False, empty_label="无（本级发起）", error_messages=CHOOSE
    )

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["plan"].queryset = Plan.visible_to(actor).filter(state=Plan.State.CONFIRMED, unit=actor.unit)  # type: ignore[attr-defined]
        self.fields["edition"].queryset = all_editions()  # type: ignore[attr-defined]
        self.fields["parent"].queryset = Campaign.visible_to(actor).filter(state=Campaign.State.RUNNING).exclude(unit=actor.unit)  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ModelChoiceField) else "form-control"


@for_roles(Role.TASKFORCE)
def campaigns(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return render(request, "campaigns/list.html", {"rows": Campaign.visible_to(actor).select_related("unit", "plan", "edition", "parent")})


@for_roles(Role.TASKFORCE)
def new(request: HttpRequest) -> HttpResponse:
    """Founding takes the plan's phases, proposes the links and writes down what each indicator asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    today = timezone.localdate()
    form = NewForm(actor, request.POST or None, initial={"cycle_start": f"{today.year - 1}-01-01", "cycle_end": f"{today.year}-12-31"})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        try:
            found = founded(actor, known)
            request.session["campaign"] = found.pk
            return redirect("campaign", found.pk)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except Refused as error:
            refusal = str(error)
    status = 422 if request.method == "POST" else 200
    return render(request, "campaigns/new.html", {"form": form, "refusal": refusal}, status=status)


def founded(actor: Actor, known: dict) -> Campaign:
    assert actor.unit is not None
    if known["parent"]:
        return found_local(
            actor, known["parent"], actor.unit, known["name"], known["plan"], known["edition"], known["cycle_start"], known["cycle_end"]
        )
    return found_campaign(actor, actor.unit, known["name"], known["plan"], known["edition"], known["cycle_start"], known["cycle_end"])


def held(request: HttpRequest, campaign: int) -> Campaign:
    return get_object_or_404(Campaign.visible_to(request.actor).select_related("unit", "plan", "edition", "parent"), pk=campaign)  # type: ignore[attr-defined]


@for_roles(Role.TASKFORCE, Role.LEADER)
def campaign_page(request: HttpRequest, campaign: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """What is settled and what is not, in the order in which a person settles it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = held(request, campaign)
    whole = actor.oversees(found.unit)  # a county's task force opens the city's campaign to see what its own belongs to
    verb = request.resolver_match.kwargs.get("verb", "") if request.resolver_match else ""
    known = {
        "found": found,
        "gaps": publishing.gaps(found) if whole and found.state == Campaign.State.PREPARING else [],
        "links": list(found.links.select_related("task")),
        "second": linking.second_level(found),
        "unlinked": linking.unlinked_tasks(found),
        "phases": list(found.phases.all()),
        "roster": list(found.roster.select_related("unit")),
        "duties": RosterMember.Duty.choices,
        "rolls": rolled_up(found, actor),
        "changes": list(found.changes.all()[:10]) if whole else [],
        "units": units_seen_by(actor),
        "newer": newer_plans(actor, found),
        "earlier": Campaign.visible_to(actor).filter(unit=found.unit).exclude(edition=found.edition),
        "runs": actor.runs(found.unit),
        "trail": trail(found)[:12] if whole else [],
        "whole": whole,
        "typed": typed_in(request, verb.replace("-", "_")),
        "refusal": refusal,
    }
    return render(request, "campaigns/page.html", known, status=status)


ACTS = {
    "confirm-links": ("已确认全部对应关系。", lambda actor, found, post: linking.confirm_links(actor, found)),
    "add-link": (
        "已建立对应关系。",
        lambda actor, found, post: linking.add_link(
            actor, found, get_object_or_404(found.plan.tasks, pk=number(post, "task")), number(post, "level2_no")
        ),
    ),
    "drop-link": (
        "已取消对应关系。",
        lambda actor, found, post: linking.drop_link(actor, get_object_or_404(found.links, pk=number(post, "link"))),
    ),
    "derive": ("已按方案任务分派责任单位。", lambda actor, found, post: assign_from_tasks(actor, found)),
    "publish": ("已发布，各单位可以开始报送。", lambda actor, found, post: publishing.publish(actor, found, with_gaps="with_gaps" in post)),
    "close": ("创建活动已结束。", lambda actor, found, post: publishing.close(actor, found, post.get("reason", ""))),
    "open-phase": ("阶段已开始。", lambda actor, found, post: phases.open_phase(actor, phase_of(found, post))),
    "close-phase": ("阶段已结束。", lambda actor, found, post: phases.close_phase(actor, phase_of(found, post))),
    "extend-phase": (
        "阶段已延期，已通知各单位知悉。",
        lambda actor, found, post: phases.extend(actor, phase_of(found, post), day_of(post), post.get("reason", "")),
    ),
    "reopen-phase": (
        "阶段已重开，已通知各单位知悉。",
        lambda actor, found, post: phases.reopen(actor, phase_of(found, post), day_of(post), post.get("reason", "")),
    ),
    "add-member": (
        "已加入专班名册。",
        lambda actor, found, post: roster.add_member(
            actor, found, post.get("name", ""), unit_of(actor, post), post.get("duty", "member"), work=post.get("work", "")
        ),
    ),
    "remove-member": (
        "已移出专班名册。",
        lambda actor, found, post: roster.remove_member(actor, get_object_or_404(found.roster, pk=number(post, "member"))),
    ),
    "carry-over": (
        "已沿用原活动的分工和佐证，均为待提交。",
        lambda actor, found, post: carry_over(actor, get_object_or_404(Campaign.visible_to(actor), pk=number(post, "old")), found),
    ),
    "adopt-plan": (
        "已改用新方案，各单位会看到改前改后。",
        lambda actor, found, post: adopt_plan(actor, found, get_object_or_404(newer_plans(actor, found), pk=number(post, "plan"))),
    ),
    "set-due": (
        "报送期限已更新。",
        lambda actor, found, post: assigning.set_due(
            actor, found, list(Demand.visible_to(actor).filter(campaign=found)), day_of(post, required=True), post.get("reason", "")
        ),
    ),
}


def newer_plans(actor: Actor, found: Campaign) -> QuerySet[Plan]:
    """Confirmed plans of the same unit that the campaign does not stand under yet."""
    return Plan.visible_to(actor).filter(unit=found.unit, state=Plan.State.CONFIRMED).exclude(pk=found.plan_id or 0)


def phase_of(found: Campaign, post: dict) -> Phase:
    return get_object_or_404(found.phases, pk=number(post, "phase"))


def unit_of(actor: Actor, post: dict) -> Unit:
    return get_object_or_404(units_seen_by(actor), pk=number(post, "unit"))


def day_of(post: dict, *, required: bool = False) -> date | None:
    """The day typed; a deadline for everything is never taken away by an empty field."""
    if required and not post.get("day", "").strip():
        raise Refused("没有填写日期，各项指标的报送期限没有改动。请填写日期。")
    return DayField("日期").clean(post.get("day", ""))


@require_POST
@for_roles(Role.TASKFORCE)
def act(request: HttpRequest, campaign: int, verb: str) -> HttpResponse:
    """One of the acts on a campaign, each a form on its page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = held(request, campaign)
    said, does = ACTS.get(verb, (None, None))
    if does is None:
        return redirect("campaign", campaign)
    return done(
        request,
        lambda: does(actor, found, request.POST),
        said or "",
        ("campaign", campaign),
        lambda **kwargs: campaign_page(request, found.pk, **kwargs),
    )


urlpatterns = [
    path("campaigns/", campaigns, name="campaigns"),
    path("campaigns/new/", new, name="campaign-new"),
    path("campaigns/<int:campaign>/", campaign_page, name="campaign"),
    path("campaigns/<int:campaign>/<slug:verb>/", act, name="campaign-act"),
]
