"""What people do with a signal: the unit explains, another person decides, each with words that stay."""

from django.db import transaction
from django.utils import timezone

from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.models import Role
from fazhi.people.scope import reaches

from ..models import Signal
from ..refusals import EvidenceRefused

LONGEST = 500


class SignalRefused(EvidenceRefused):
    """A signal cannot be explained or decided in this way; the status is 409 where somebody was quicker."""

    def __init__(self, words: str, status: int = 422) -> None:
        super().__init__(words)
        self.status = status


def may_explain(actor: Actor, signal: Signal) -> bool:
    """The unit that supplied the material."""
    return actor.is_(Role.LIAISON, Role.HEAD) and reaches(actor, signal.item.unit)


def may_decide(actor: Actor, signal: Signal) -> bool:
    """Who may read the material and holds no post in the unit that supplied it: the task force, or a lead unit."""
    if not actor.is_(Role.TASKFORCE, Role.LIAISON, Role.HEAD) or actor.belongs_to(signal.item.unit):
        return False
    return actor.is_(Role.TASKFORCE) or not reaches(actor, signal.item.unit)


@transaction.atomic
def explain(actor: Actor, signal: Signal, words: str) -> Signal:
    """The supplying unit says how it came about; raises NotAllowed and SignalRefused."""
    held = _held(actor, signal)
    if not may_explain(actor, held):
        raise NotAllowed("说明由提供材料的单位填写。请联系该单位的联络员。")
    if held.state in Signal.DECIDED:
        raise SignalRefused(f"这条信号已由{held.decided_by}处理为“{held.get_state_display()}”，不能再补说明。如有异议，请联系专班。")
    before = {"explanation": held.explanation}
    held.explanation = _words(words, "说明")
    held.explained_by, held.explained_at = actor.user.name, timezone.now()
    held.save()
    said = f"对信号“{held.get_kind_display()}”作了说明：{held.explanation}"
    write(
        Verb.CHANGED,
        held,
        said,
        by=actor.who,
        about=[held.item],
        units=[held.item.unit_id],
        before=before,
        after={"explanation": held.explanation},
    )
    return held


@transaction.atomic
def decide(actor: Actor, signal: Signal, state: str, remark: str, *, seen: str = "") -> Signal:
    """可以解释 or 情况属实, or 待处理 to open it again; always with a remark. `seen` is the state that the actor's page showed.

    Raises NotAllowed and SignalRefused.
    """
    held = _held(actor, signal)
    if seen and held.state != seen:
        who = f"{held.decided_by}刚刚" if held.decided_by else ""
        raise SignalRefused(
            f"{who}已把这条信号处理为“{held.get_state_display()}”，您看到的是之前的状态。请看过现在的意见后再决定。", status=409
        )
    if not may_decide(actor, held):
        raise NotAllowed("信号由专班或牵头单位处理，提供材料的单位不能自己认定。您可以填写说明。")
    if state not in (*Signal.DECIDED, Signal.State.OPEN):
        raise SignalRefused("请选择“可以解释”“情况属实”或“重新待处理”。")
    words, before = _words(remark, "处理意见"), {"state": held.get_state_display(), "remark": held.remark}
    held.state, held.remark, held.decided_by, held.decided_at = state, words, actor.user.name, timezone.now()
    held.save()
    after = {"state": held.get_state_display(), "remark": held.remark}
    said = f"把材料“{held.item.title}”的信号“{held.get_kind_display()}”处理为“{held.get_state_display()}”：{words}"
    write(Verb.CONFIRMED, held, said, by=actor.who, about=[held.item], units=[held.item.unit_id], before=before, after=after)
    return held


def _held(actor: Actor, signal: Signal) -> Signal:
    held = Signal.visible_to(actor).select_for_update(of=("self",)).select_related("item__unit").filter(pk=signal.pk).first()
    if held is None:
        raise NotAllowed("没有这条信号，或它不对您开放。请从材料页重新进入。")
    return held


def _words(text: str, what: str) -> str:
    words = text.strip()
    if not words:
        raise SignalRefused(f"{what}不能为空。请写明情况和依据，日后复核时要看。")
    if len(words) > LONGEST:
        raise SignalRefused(f"{what}有{len(words)}个字，超过{LONGEST}个。请写得简短一些，详细材料可另行上传。")
    return words
