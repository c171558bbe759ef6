"""What review refuses, each with a message that says what, why and what to do next."""

from django.utils import timezone

from fazhi.campaign.models import Campaign, Submission
from fazhi.journal.models import Entry, Verb
from fazhi.journal.write import trail
from fazhi.people.actor import NotAllowed, Refused

from .models import Recusal

MOVES = (Verb.SUBMITTED, Verb.WITHDRAWN, Verb.PASSED, Verb.RETURNED, Verb.ACCEPTED, Verb.REOPENED)


class ReviewRefused(Refused):
    """The act cannot be done as asked; `status` is the HTTP status of a page that says so."""

    status = 422


class AlreadyDecided(ReviewRefused):
    """Somebody acted on the submission since the page was opened."""

    status = 409


class Recused(NotAllowed):
    """The actor may not decide here; the recusal has been recorded and names who goes on."""

    def __init__(self, recusal: Recusal):
        self.recusal = recusal
        following = (
            f"已记录回避，由{recusal.named.name}接着审核。" if recusal.named else "已记录回避；没有可以接替的人，请创建工作专班指定。"
        )
        super().__init__(f"{recusal.why}，按规定应当回避。{following}")


def refuse_stale(submission: Submission, lock: int | None) -> None:
    """Compare the state that the page was drawn from with the row now held; raises AlreadyDecided with what the other did."""
    if lock is None or lock == submission.lock:
        return
    last = trail(submission).filter(verb__in=MOVES).first()
    happened = f"{said_by(last)}于{said_at(last)}{last.said.rstrip('。')}" if last else "已有别人办理"
    raise AlreadyDecided(f"{happened}。这份报送现在是“{submission.get_state_display()}”，您的操作没有生效，请刷新页面查看后再办理。")


def refuse_ended(submission: Submission, then: str) -> None:
    """Only in a running campaign does anything move; `then` says what is not done and what can be."""
    campaign = submission.demand.campaign
    if campaign.state != Campaign.State.RUNNING:
        raise ReviewRefused(f"“{campaign}”{campaign.get_state_display()}，{then}")


def refuse_long(text: str, what: str, most: int) -> str:
    """The text without blanks around it; raises ReviewRefused rather than cut what a person wrote."""
    said = text.strip()
    if len(said) > most:
        raise ReviewRefused(f"{what}有 {len(said)} 个字，最多 {most} 个字。请精简后再提交。")
    return said


def said_by(entry: Entry) -> str:
    return f"{entry.actor_name}（{entry.actor_unit}）" if entry.actor_unit else entry.actor_name


def said_at(entry: Entry) -> str:
    at = timezone.localtime(entry.at)
    return f"{at.year}年{at.month}月{at.day}日{at:%H:%M}"
