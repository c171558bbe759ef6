"""Passages of the report that people edit: regeneration keeps what they wrote and says where a fresh draft differs."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from fazhi.campaign.models import Campaign
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.people.actor import Actor, Refused
from fazhi.plan.refusal import must_run

from .drafting import drafts
from .facts import Facts, facts_of
from .models import ReportText

MOST_CHARACTERS = 20_000


@dataclass(frozen=True)
class Passage:
    """A passage of the report: what the facts draft, and what a person wrote instead (None: nothing)."""

    place: str
    heading: str
    drafted: str
    edited: str | None = None
    changed_since_edit: bool = False
    edited_by: str = ""
    is_left_over: bool = False  # its indicator is no longer in the campaign; kept, and left out of the report

    @property
    def text(self) -> str:
        return self.drafted if self.edited is None else self.edited


def passages(campaign: Campaign, day: date, facts: Facts | None = None) -> list[Passage]:
    """Every passage in the order of the report; edited ones whose place has gone come last."""
    edits = {each.place: each for each in ReportText.objects.filter(campaign=campaign)}
    found = [
        _passage(place, heading, text, edits.pop(place, None))
        for place, (heading, text) in drafts(facts or facts_of(campaign, day)).items()
    ]
    left = [
        Passage(each.place, f"{each.place}（已不在本次创建的指标中）", "", each.text, True, each.edited_by, is_left_over=True)
        for each in sorted(edits.values(), key=lambda each: each.pk)
    ]
    return found + left


@transaction.atomic
def edit_passage(actor: Actor, campaign: Campaign, place: str, text: str, *, seen: str | None = None) -> Passage:
    """Put a person's words in the place of the draft; `seen` is the text that the page showed.

    Somebody else's edit meanwhile is refused; facts that moved meanwhile are not, they show as a difference from the draft.

    Raises NotAllowed for others than the task force, and Refused.
    """
    must_run(actor, campaign.unit, "修改报告文字")
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("unit", "plan", "edition").get(pk=campaign.pk)
    present = _present(campaign, place, actor.today)
    said = _checked(text)
    if seen is not None and present.edited is not None and _plain(seen) != _plain(present.edited):
        other = f"“{present.heading}”的文字在您打开页面后已被{present.edited_by}修改"
        raise Refused(f"{other}，您的修改没有保存。请先复制您的文字，刷新页面后对照再改。")
    # The draft that the person saw, so that facts which moved meanwhile are shown as a difference.
    drafted = seen if seen is not None and present.edited is None else present.drafted
    kept, _ = ReportText.objects.update_or_create(
        campaign=campaign, place=place, defaults={"text": said, "drafted": drafted, "edited_by": actor.user.name}
    )
    _journal(Verb.CHANGED, actor, kept, f"修改了自评报告“{present.heading}”的文字", present.text, said)
    return _passage(place, present.heading, present.drafted, kept)


@transaction.atomic
def drop_edit(actor: Actor, campaign: Campaign, place: str) -> Passage:
    """Go back to the draft; the journal keeps the words that stood there."""
    must_run(actor, campaign.unit, "恢复报告文字")
    kept = ReportText.objects.select_for_update().filter(campaign=campaign, place=place).first()
    if kept is None:
        raise Refused("这段文字没有改过，已经是生成稿，不用恢复。")
    present = _present(campaign, place, actor.today)
    _journal(Verb.REMOVED, actor, kept, f"把自评报告“{present.heading}”恢复为生成稿", kept.text, present.drafted)
    kept.delete()
    return Passage(place, present.heading, present.drafted)


def _passage(place: str, heading: str, drafted: str, edit: ReportText | None) -> Passage:
    if edit is None:
        return Passage(place, heading, drafted)
    return Passage(place, heading, drafted, edit.text, _plain(edit.drafted) != _plain(drafted), edit.edited_by)


def _present(campaign: Campaign, place: str, day: date) -> Passage:
    found = next((each for each in passages(campaign, day) if each.place == place), None)
    if found is None:
        raise Refused(f"自评报告里没有位置“{place}”，可能指标已经调整。请刷新页面后从列表中选择。")
    return found


def _checked(text: str) -> str:
    said = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()
    if not said:
        raise Refused("没有写任何文字。想恢复为生成稿，请用“恢复生成稿”。")
    if len(said) > MOST_CHARACTERS:
        raise Refused(f"这段文字有 {len(said)} 个字，最多 {MOST_CHARACTERS} 个字。请精简后再保存。")
    return said


def _plain(text: str) -> str:
    return "".join(text.split())


def _journal(verb: Verb, actor: Actor, kept: ReportText, said: str, before: str, after: str) -> None:
    campaign = kept.campaign
    write(
        verb,
        kept,
        said,
        by=actor.who,
        about=[campaign],
        units=[campaign.unit_id],
        campaign=campaign.pk,
        before={"text": before},
        after={"text": after},
    )
