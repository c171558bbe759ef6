"""What is read from the text of an official document, by examples that a lawyer can read in facts_cases.yaml."""

from pathlib import Path

import pytest
import yaml

from fazhi.evidence.documentfacts import Number, kept, parse_number, read

CASES = yaml.safe_load((Path(__file__).parent / "facts_cases.yaml").read_text("utf-8"))
NAMES = ("number", "issued_on", "organ", "title")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_facts_are_read_as_the_example_says(case):
    facts = read(case["text"])

    assert {name: fact.value for name in NAMES if (fact := getattr(facts, name))} == {name: case[name] for name in NAMES if name in case}
    assert [fact.value for fact in facts.further] == case.get("further", [])


@pytest.mark.parametrize("case", [case for case in CASES if "number" in case], ids=lambda case: case["name"])
def test_the_place_of_a_number_is_where_it_stands(case):
    number = read(case["text"]).number

    assert str(parse_number(case["text"][number.start : number.end])) == case["number"]


def test_facts_are_kept_with_their_places():
    text = "临司发〔2025〕19号\n临江市司法局关于检查的通知\n各科室：\n请准备。\n临江市司法局\n2025年4月22日\n"

    assert kept(read(text)) == {
        "number": {"value": "临司发〔2025〕19号", "at": [0, 12]},
        "title": {"value": "临江市司法局关于检查的通知", "at": [13, 26]},
        "organ": {"value": "临江市司法局", "at": [37, 43]},
        "issued_on": {"value": "2025-04-22", "at": [44, 54]},
        "further": [],
        "signed": True,
    }


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("金政发〔2025〕33号", Number("金政发〔2025〕", 2025, 33)),
        ("金政发[2025] 33 号", Number("金政发〔2025〕", 2025, 33)),
        ("金政发（２０２５）33", Number("金政发〔2025〕", 2025, 33)),
        ("金政发〔2025)33号", Number("金政发〔2025〕", 2025, 33)),
        ("2025-33", None),
        ("金政发〔2025〕号", None),
        ("金政发〔2025〕0号", None),
        ("", None),
    ],
)
def test_number_is_taken_apart_in_any_brackets(text, number):
    assert parse_number(text) == number


def test_a_long_text_is_read_quickly():
    import time

    text = "临江市司法局关于某事的说明，2025年6月13日，我们\n" * 50_000
    begun = time.perf_counter()

    assert kept(read(text)) == {"further": [], "signed": False}
    assert time.perf_counter() - begun < 2
