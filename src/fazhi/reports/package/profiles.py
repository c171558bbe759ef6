"""Profiles: the two that are shipped, made for a unit when it first packs, and what the task force changes in them."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from fazhi.campaign.models import Campaign
from fazhi.journal.models import Verb
from fazhi.journal.write import SYSTEM, write
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.models import Unit
from fazhi.plan.refusal import Refused, changed, must_run

from .models import PackageProfile
from .naming import PLACES, wrong_places

Kind, Redaction = PackageProfile.Kind, PackageProfile.Redaction
# No limit of the national system is public: what is shipped leaves every one of them open, and says so.
SHIPPED: tuple[dict[str, Any], ...] = (
    {"slug": "whole", "name": "综合示范创建申报", "kind": Kind.WHOLE},
    {"slug": "single", "name": "单项示范项目申报", "kind": Kind.SINGLE, "with_rows": False},
)
NUMBERS = ("most_files", "most_file_mb", "most_total_mb", "longest_name")
SWITCHES = ("stops", "with_rows", "with_journal", "with_frozen")
TEXTS = ("name", "formats", "forbidden", "name_pattern", "limits_from", "project", "applicant", "practice", "effect")
CHANGEABLE = (*TEXTS, *NUMBERS, *SWITCHES, "kind", "redaction", "indicators")
SHORTEST_NAME = 12  # characters that a file name needs to tell anything


@transaction.atomic
def profiles_for(unit: Unit) -> list[PackageProfile]:
    """The profiles of a unit; the shipped ones are made the first time."""
    held = {each.slug for each in PackageProfile.objects.filter(unit=unit)}
    for facts in SHIPPED:
        if facts["slug"] not in held:
            made, fresh = PackageProfile.objects.get_or_create(unit=unit, slug=facts["slug"], defaults=facts)
            if fresh:
                write(Verb.CREATED, made, f"建立了系统自带的打包方案“{made}”，各项限制待填", by=SYSTEM, units=[unit.pk])
    return list(PackageProfile.objects.filter(unit=unit))


@transaction.atomic
def copy_profile(actor: Actor, profile: PackageProfile, name: str) -> PackageProfile:
    """A new profile that begins like another one. Raises NotAllowed, Refused."""
    must_run(actor, profile.unit, "新建打包方案")
    copy = PackageProfile.objects.get(pk=profile.pk)
    copy.pk, copy.slug, copy.changed_by = None, "", actor.user.name
    copy._state.adding = True
    copy.name = _named(copy, name)
    copy.save()
    write(Verb.CREATED, copy, f"照“{profile}”新建了打包方案“{copy}”", by=actor.who, units=[copy.unit_id])
    return copy


@transaction.atomic
def edit_profile(actor: Actor, pk: int, fields: Mapping[str, Any], campaign: Campaign | None = None) -> PackageProfile:
    """Change what a profile says; `fields` are values of its columns, numbers None where nothing is to be checked.

    Raises NotAllowed and Refused, which names every reason at once.
    """
    held = PackageProfile.visible_to(actor).select_for_update(of=("self",)).select_related("unit").filter(pk=pk).first()
    if held is None:
        raise NotAllowed("没有这个打包方案，或它不对您开放。打包方案由创建工作专班管理。")
    must_run(actor, held.unit, "修改打包方案")
    known = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    known["name"] = _named(held, str(known.get("name", held.name)))
    reasons = _wrong(known, campaign)
    if reasons:
        raise Refused(*reasons)
    before, after = changed(held, CHANGEABLE, known)
    if not after:
        return held
    held.changed_by = actor.user.name
    held.save()
    write(Verb.CHANGED, held, f"修改了打包方案“{held}”", by=actor.who, units=[held.unit_id], before=before, after=after)
    return held


def _named(profile: PackageProfile, name: str) -> str:
    said = name.strip()
    if not said:
        raise Refused("打包方案要有名称，如“综合示范创建申报（2026年）”。")
    if PackageProfile.objects.filter(unit=profile.unit, name=said).exclude(pk=profile.pk).exists():
        raise Refused(f"已有名为“{said}”的打包方案。请换一个名称，或直接修改那一个。")
    return said


def _wrong(known: Mapping[str, Any], campaign: Campaign | None) -> list[str]:
    reasons = []
    if strange := wrong_places(known.get("name_pattern", "")):
        reasons.append(f"文件名样式里的“{'、'.join(strange)}”看不懂，只能用{'、'.join(f'{{{place}}}' for place in PLACES)}。")
    if known.get("name_pattern", "{材料}").count("{") == 0:
        reasons.append("文件名样式里至少要有一处花括号，否则所有文件都同名，如 {序号}-{单位}-{材料}。")
    if 0 < (known.get("longest_name") or 0) < SHORTEST_NAME:
        reasons.append(f"文件名最多几个字不能小于{SHORTEST_NAME}，否则看不出是什么材料。")
    codes = known.get("indicators") or []
    if campaign is not None and codes:
        there = set(campaign.demands.values_list("indicator__code", flat=True))
        if unknown := [code for code in codes if code not in there]:
            reasons.append(f"本次创建没有指标“{'、'.join(unknown)}”。请填三级指标的编码，如 1.1.1，用空格分开。")
    return reasons
