"""Near-copies of pictures: scaled, re-compressed and cropped ones are found, others of the same look are not."""

import random
import sys
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from fazhi.evidence.models import PictureBand, PicturePrint, Severity, Signal, SignalKind
from fazhi.evidence.signals import looks, pictures
from fazhi.jobs.models import Ticket

sys.path.append(str(Path(__file__).parents[2] / "bench"))
from signalcorpus import City
from signalpictures import CHANGES, image_of, page, photograph, scan_of

DAY, LATER = date(2024, 3, 1), date(2024, 9, 1)


@pytest.fixture
def pick():
    return random.Random(11)


@pytest.fixture
def city(pick):
    return City(pick)


def found_on(version):
    pictures.settle(version, pictures.FAMILY, pictures.find(version))
    kept = Signal.objects.filter(version=version, family=pictures.FAMILY).exclude(state=Signal.State.GONE)
    return [(signal.kind, signal.severity, signal.other_id) for signal in kept]


@pytest.mark.parametrize("change", [name for name in CHANGES if "10%" not in name])
def test_pictures_changed_photograph_of_another_unit_is_found(cast, city, pick, change):
    picture = photograph(pick)
    image_of(city, cast.education, photograph(pick), effective_on=DAY)
    older = image_of(city, cast.justice, picture, effective_on=DAY)
    newer = image_of(city, cast.education, CHANGES[change](picture, pick), effective_on=DAY)

    assert found_on(newer) == [(SignalKind.NEAR_PICTURE, Severity.ATTENTION, older.pk)]
    assert found_on(older) == []


def test_pictures_page_of_a_scan_used_for_two_days_is_named_with_both_pages(cast, city, pick):
    sheet = page(pick)
    older = scan_of(city, cast.justice, [page(pick), sheet], effective_on=DAY)
    newer = scan_of(city, cast.justice, [sheet.resize((700, 990)), page(pick)], effective_on=LATER)

    assert found_on(newer) == [(SignalKind.SAME_SCAN, Severity.ATTENTION, older.pk)]
    signal = Signal.objects.get(version=newer)
    assert [(pair["page"], pair["other_page"]) for pair in signal.facts["pairs"]] == [(1, 2)]
    assert "第1页与" in signal.said and "2024年9月1日和2024年3月1日" in signal.said


def test_pictures_file_with_its_words_is_no_scan(cast, city, pick):
    sheet = page(pick)
    scan_of(city, cast.justice, [sheet], effective_on=DAY)
    newer = scan_of(city, cast.justice, [sheet], effective_on=LATER, text="字" * 200)

    assert found_on(newer) == []
    assert PicturePrint.objects.filter(version=newer).count() == 0


def test_pictures_empty_pages_and_the_same_letterhead_are_not_called_the_same(cast, city, pick):
    one, other = page(pick), page(pick)
    other.paste(one.crop((0, 0, 910, 250)), (0, 0))
    blank = Image.new("L", (910, 1286), 250)
    scan_of(city, cast.justice, [one, blank], effective_on=DAY)
    newer = scan_of(city, cast.education, [other, blank], effective_on=LATER)

    assert found_on(newer) == []
    assert PicturePrint.objects.get(version=newer, page=2).looks == []


def test_pictures_shown_by_many_units_are_common(cast, city, pick):
    picture = photograph(pick)
    image_of(city, cast.justice, picture, effective_on=DAY)
    newer = image_of(city, cast.education, picture.resize((400, 300)), effective_on=DAY)

    assert len(pictures.find(newer, common_units=2)) == 1
    assert pictures.find(newer, common_units=1) == []


def test_pictures_older_one_drawn_later_has_the_newer_looked_at_again(cast, city, pick):
    picture = photograph(pick)
    older = image_of(city, cast.justice, picture, effective_on=DAY)
    newer = image_of(city, cast.education, picture.resize((400, 300)), effective_on=DAY)
    preview, older.preview = older.preview, {}
    pictures.remember(older)
    assert found_on(newer) == []
    older.preview = preview
    older.save()

    assert found_on(older) == []
    assert list(Ticket.objects.filter(job__endswith="pictures.look_again").values_list("key", flat=True)) == [f"pictures-{newer.pk}"]
    assert pictures.look_again.call(newer.pk) == 1


def test_pictures_prints_leave_no_bands_behind(cast, city, pick):
    version = image_of(city, cast.justice, photograph(pick), effective_on=DAY)
    before = PictureBand.objects.count()
    version.preview = {}
    pictures.remember(version)

    assert before == looks.BANDS * len(looks.CROPS)
    assert PictureBand.objects.count() == PicturePrint.objects.count() == 0


def test_looks_of_a_transparent_picture_are_those_on_paper(pick):
    picture = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    drawn = photograph(pick).resize((200, 200))
    picture.paste(drawn, (50, 50))
    paper = Image.new("RGB", (300, 300), "white")
    paper.paste(drawn, (50, 50))

    assert looks.hashes_of(picture) == looks.hashes_of(paper)
