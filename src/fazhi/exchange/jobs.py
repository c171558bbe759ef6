"""The work of imports that goes on behind the page: checking, writing, undoing; each may be taken up again where it stopped."""

from fazhi.jobs.declare import job
from fazhi.people.actor import acting
from fazhi.people.models import User
from fazhi.records.custom import refresh

from .applying import apply
from .checking import check
from .models import Import, State
from .undoing import undo


@job(label="检查要导入的表格", retries=5)
def check_import(pk: int) -> str:
    """Gives the state that the import ends in."""
    held = _held(pk)
    return str(check(held) if held and held.state == State.CHECKING else held.state if held else "gone")


@job(label="导入台账", retries=5)
def apply_import(pk: int) -> str:
    """Goes on from the last row written down."""
    held = _held(pk)
    return str(apply(held) if held and held.state == State.APPLYING else held.state if held else "gone")


@job(label="撤销台账导入", retries=5)
def undo_import(pk: int, user: int, post: int | None, address: str) -> str:
    """Goes on with what still carries the import's number."""
    held = _held(pk)
    if held is None or held.state != State.UNDOING:
        return str(held.state) if held else "gone"
    return str(undo(held, acting(User.objects.get(pk=user), post, address=address).who))


def _held(pk: int) -> Import | None:
    refresh()  # registers that a task force defined on a page
    return Import.objects.select_related("blob", "user", "unit", "fixed_unit").filter(pk=pk).first()
