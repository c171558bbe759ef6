"""Progress: the aggregates say what a walk over every row says."""

from datetime import date
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.town import DAY
from fazhi.campaign.models import Applies, Assignment, Demand, Proof, Requirement, Submission
from fazhi.campaign.progress import CellState, Total, by_demand, by_level2, by_unit, cells, totals
from fazhi.people.models import Unit


def walked(campaign, day):
    """What `cells` says, found the slow way: row by row, with the rule written out in full."""
    found = {}
    for demand in campaign.demands.all():
        everyone = list(demand.assignments.all())
        for part in everyone:
            off = Applies.NO in (part.applies, demand.applies)
            submission = Submission.objects.filter(demand=demand, unit=part.unit).first()
            proofs = list(submission.proofs.all()) if submission else []
            live = [each for each in proofs if each.state in ("draft", "submitted", "accepted")]
            required = supplied = accepted = counted = 0
            for requirement in demand.requirements.all():
                owes = part.is_principal if requirement.asked_of == "principal" else part.role == "responsible"
                if requirement.asked_of == "each" and not any(other.role == "responsible" for other in everyone):
                    owes = True
                if not owes or off:
                    continue
                here = [each for each in live if each.requirement_id == requirement.pk]
                required += requirement.count
                supplied += min(requirement.count, len(here))
                counted += min(requirement.count, len(here))
                accepted += min(requirement.count, len([each for each in here if each.state == "accepted"]))
            returned = len([each for each in proofs if each.state == "returned"])
            state = submission.state if submission else None
            if off:
                word = "not-applicable"
            elif state in ("accepted", "returned", "head", "lead", "taskforce"):
                word = state
            elif required == 0 and not live and not returned:
                word = "nothing"
            elif demand.due_on and demand.due_on < day and required:
                word = "overdue"
            else:
                word = "draft" if live or returned else "none"
            found[demand.pk, part.unit_id] = (required, supplied, accepted, returned, len(live) - counted, word)
    return found


def scramble(town, campaign, seed):
    """Random requirements, roles, applicability, due days, submissions and proofs."""
    random = Random(seed)
    items = {unit: [town.item(unit, f"材料{n}") for n in range(2)] for unit in Unit.objects.exclude(pk=town.city.pk)}
    for demand in campaign.demands.all():
        demand.applies = random.choice([Applies.YES, Applies.YES, Applies.YES, Applies.ASKED, Applies.NO])
        demand.due_on = random.choice([None, date(2025, 6, 1), date(2025, 8, 1)])
        demand.save()
        demand.requirements.all().delete()
        for order in range(random.randint(0, 3)):
            asked = random.choice(["each", "each", "principal"])
            Requirement.objects.create(demand=demand, order=order, name=f"要求{order}", count=random.randint(1, 3), asked_of=asked)
        demand.assignments.all().delete()
        for order, unit in enumerate(random.sample(list(items), random.randint(0, 4))):
            role = random.choice(["lead", "responsible"])
            first = role == "lead" and not demand.assignments.filter(is_principal=True).exists()
            applies = random.choice([Applies.YES, Applies.YES, Applies.ASKED, Applies.NO])
            Assignment.objects.create(demand=demand, unit=unit, role=role, is_principal=first, order=order, applies=applies)
            if random.random() < 0.7:
                file_some(random, demand, unit, items[unit])


def file_some(random, demand, unit, items):
    submission = Submission.objects.create(demand=demand, unit=unit, unit_name=unit.name, state=random.choice(Submission.State.values))
    asked = [None, *demand.requirements.all()]
    places = [(item, requirement, str(page)) for item in items for requirement in asked for page in (1, 2)]
    for item, requirement, page in random.sample(places, random.randint(0, len(places))):
        state = random.choice(Proof.State.values)
        Proof.objects.create(
            submission=submission, item=item, requirement=requirement, place_kind="page", place=page, state=state, added_by="某人"
        )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_cells_equal_a_naive_walk(town, seed):
    with transaction.atomic():
        campaign = town.running()
        scramble(town, campaign, seed)

        found = cells(campaign, day=DAY)

        short = {key: (c.required, c.supplied, c.accepted, c.returned, c.extra, c.state.value) for key, c in found.items()}
        assert short == walked(campaign, DAY)
        whole = totals(campaign, known=found)
        assert [sum(each.required for each in sums) for sums in sums_of(campaign, found)] == [whole.required] * 3
        assert [sum(each.accepted for each in sums) for sums in sums_of(campaign, found)] == [whole.accepted] * 3
        unit = town.education.pk
        assert cells(campaign, units=[unit], day=DAY) == {key: cell for key, cell in found.items() if key[1] == unit}
        transaction.set_rollback(True)


def sums_of(campaign, found):
    return by_unit(campaign, known=found), by_demand(campaign, known=found).values(), by_level2(campaign, known=found).values()


def test_cells_cap_at_the_count_and_call_the_rest_extra(town):
    demand = town.demand(town.running(), "1.1.1")
    for title in "一二三":
        town.proof(demand, title, requirement="办件统计")
    town.proof(demand, "四")
    Proof.objects.filter(item__title="一").update(state="accepted")

    cell = cells(demand.campaign, demands=[demand.pk], day=DAY)[demand.pk, town.education.pk]

    assert cell[1:] == (2, 2, 1, 0, 2, CellState.DRAFT, "yes", "responsible", False, None)


def test_lead_that_is_neither_principal_nor_alone_owes_nothing(town):
    campaign = town.running()
    led, alone = town.demand(campaign, "1.1.1"), town.demand(campaign, "3.4.1")
    for unit, is_principal in ((town.justice, True), (town.finance, False)):
        Assignment.objects.create(demand=alone, unit=unit, role="lead", is_principal=is_principal)

    found = cells(campaign, units=[town.justice.pk, town.finance.pk], demands=[led.pk, alone.pk], day=DAY)

    short = {(d == led.pk, u == town.justice.pk): (cell.required, cell.state.label) for (d, u), cell in found.items()}
    assert short == {
        (True, True): (1, "未开始"),
        (True, False): (0, "无须报送"),
        (False, True): (1, "未开始"),
        (False, False): (1, "未开始"),
    }


def test_cells_take_the_reader_into_account(town):
    campaign = town.running()
    seen = {
        name: {unit for _, unit in cells(campaign, actor=getattr(town, name), day=DAY)}
        for name in ("force", "liaison", "stranger", "county_liaison")
    }

    everyone = {unit.pk for unit in (town.justice, town.finance, town.education, town.police, town.county)}
    assert seen == {"force": everyone, "liaison": {town.education.pk}, "stranger": {town.police.pk}, "county_liaison": set()}


def test_lead_sees_the_cells_it_leads(town):
    campaign = town.running()
    found = {demand for demand, unit in cells(campaign, actor=town.lead, day=DAY) if unit == town.education.pk}

    assert sorted(Demand.objects.filter(pk__in=found).values_list("indicator__code", flat=True)) == ["1.1.1", "1.1.2"]


@pytest.mark.parametrize("times", [1, 30])
def test_cells_cost_five_queries_whatever_there_is(town, django_assert_num_queries, times):
    campaign = town.running()
    demand = town.demand(campaign, "1.1.1")
    for n in range(times):
        town.proof(demand, f"材料{n}", requirement="办件统计")

    with django_assert_num_queries(5):
        found = cells(campaign, day=DAY)
    with django_assert_num_queries(6):
        rows = by_unit(campaign, known=None, day=DAY)

    assert len(found) == 15
    assert [str(row.unit) for row in rows] == ["市司法局", "市财政局", "市教育局", "市公安局", "永昌县"]


def test_by_level2_names_every_second_level_indicator(town):
    campaign = town.running()

    assert {number: (sums.required, sums.cells) for number, sums in by_level2(campaign, day=DAY).items()} == {
        1: (10, 10),
        2: (1, 2),
        3: (2, 3),
        4: (0, 0),
    }


@pytest.mark.parametrize(
    ("states", "word"),
    [
        (["accepted", "nothing"], "accepted"),
        (["accepted", "none"], "draft"),
        (["accepted", "overdue", "returned"], "overdue"),
        (["head", "returned"], "returned"),
        (["none", "nothing"], "none"),
        (["not-applicable"], "not-applicable"),
        ([], "none"),
    ],
)
def test_total_says_in_one_word_what_needs_somebody_most(states, word):
    total = Total()
    for state in states:
        total.states[CellState(state)] += 1

    assert total.state == word


def test_shares_round_down_and_know_that_nothing_is_required():
    assert (Total(required=3, supplied=2, accepted=1).supplied_share, Total(required=200, accepted=199).accepted_share) == (66, 99)
    assert Total().supplied_share is None
