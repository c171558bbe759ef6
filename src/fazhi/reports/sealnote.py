"""The last sheet of a workbook that leaves the house: where the sealed journal stood when it was made."""

from fazhi.journal.sealing import printed
from fazhi.kit.sheets import Sheet


def seal_sheet() -> Sheet:
    """“日志封存”, one sentence."""
    return Sheet("日志封存", ("日志封存情况",), [(printed(),)], "", (100,))
