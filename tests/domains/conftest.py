"""The units that worked examples speak of, and the loaded years."""

import pytest

UNITS = (  # name, kind, above
    ("临江市", "city", ""),
    ("市政府办公室", "government", "临江市"),
    ("市教育局", "government", "临江市"),
    ("市公安局", "government", "临江市"),
    ("市司法局", "government", "临江市"),
    ("市市场监管局", "government", "临江市"),
    ("市交通运输局", "government", "临江市"),
    ("市人民法院", "court", "临江市"),
    ("市委宣传部", "party", "临江市"),
    ("甲县", "county", "临江市"),
    ("乙区", "county", "临江市"),
    ("甲县司法局", "government", "甲县"),
    ("乙区司法局", "government", "乙区"),
    ("甲县城关镇", "township", "甲县"),
    ("乙区东街街道", "township", "乙区"),
    ("甲县东村", "village", "甲县城关镇"),
)


@pytest.fixture
def units(db):
    """Name → unit, with the holiday table filled."""
    from fazhi.people.models import Unit
    from fazhi.records.holidays import seed

    seed()
    made = {}
    for order, (name, kind, above) in enumerate(UNITS):
        made[name] = Unit.objects.create(name=name, short_name=name, kind=kind, parent=made.get(above), order=order)
    return made
