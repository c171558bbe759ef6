"""Two people pressing at once."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from fazhi.campaign.models import Proof, Submission
from fazhi.campaign.proofs import add_proof
from fazhi.plan.refusal import Refused


@pytest.fixture
def town(transactional_db):
    from campaign.town import Town

    return Town()


def test_same_place_filed_by_two_at_once_stands_once(town):
    demand = town.demand(town.running(), "1.1.1")
    item = town.item()
    start, said = Barrier(2), []

    def file(actor):
        start.wait()
        try:
            said.append(str(add_proof(actor, demand, item)))
        except Refused as refusal:
            said.append(str(refusal)[:4])
        finally:
            connection.close()

    threads = [Thread(target=file, args=(actor,)) for actor in (town.liaison, town.colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["本指标已", "统计表（全文）"]
    assert (Proof.objects.count(), Submission.objects.count()) == (1, 1)
