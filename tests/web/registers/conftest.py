"""The cast at its desks, with the holidays loaded."""

import pytest


@pytest.fixture
def cast(db):
    from fazhi.records.holidays import seed  # not before Django is set up
    from web.registers.officials import Cast

    seed()
    return Cast()


@pytest.fixture
def every_register():
    from fazhi.engine.register import registers

    return registers()
