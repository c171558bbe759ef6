"""What the actor owes, gathered from every room in the one shape they answer in."""

from fazhi.campaign.owed import owed_by as owed_to_campaign
from fazhi.evidence.acts import owed_by as owed_to_evidence
from fazhi.people.actor import Actor
from fazhi.people.owed import Owed
from fazhi.review.owed import owed_by as owed_to_review


def owed_lines(actor: Actor) -> list[Owed]:
    """Every line, soonest first; lines without a date last."""
    if actor.post is None:
        return []
    told = owed_to_review(actor, actor.today)
    returned = {line.place for line in told if line.kind == "fix"}  # review says why; what campaign says of the same would be a double
    lines = [line for line in owed_to_campaign(actor, actor.today) if line.kind != "fix" or line.place not in returned]
    lines += [*told, *owed_to_evidence(actor, actor.today)]
    return sorted(lines, key=lambda line: (line.due_on is None, line.due_on or actor.today, line.subject))
