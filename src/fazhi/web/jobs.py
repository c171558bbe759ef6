"""Background work that pages ask for: the verification of the whole journal."""

from dataclasses import asdict
from typing import Any

from fazhi.jobs import JobRefused, job
from fazhi.jobs.running import progress
from fazhi.journal.verify import CannotVerify, verify
from fazhi.records.custom import refresh

SHOWN = 200  # findings kept with the work; the command tells all


@job(label="核对日志", retries=1)
def verify_all() -> dict[str, Any]:
    """The verification that a page asks for, in this one process; what it found is the result."""
    refresh()  # registers that were defined on a page have rows to check as well
    try:
        report = verify(progress=lambda done, of: progress(done, of, f"已核对 {done} 条，共 {of} 条"))
    except CannotVerify as error:
        raise JobRefused(str(error)) from error
    return report.as_data() | {"wrongs": [asdict(each) for each in report.wrongs[:SHOWN]], "found": len(report.wrongs)}
