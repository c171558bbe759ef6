"""The scheduled work on records: every night the registers are looked through for what should be asked about."""

from django.utils import timezone

from fazhi.jobs.declare import every

from .questions import look_through_all


@every("20 4 * * *", label="检查台账数据疑点")
def find_questions() -> int:
    """Signals and differences from declared numbers; gives how many are new. Asked for by a person it does the same at once."""
    return look_through_all(timezone.localdate())
