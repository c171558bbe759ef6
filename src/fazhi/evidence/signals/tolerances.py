"""The numbers by which checks of dates and numbers judge; an installation sets its own in settings.FAZHI_SIGNALS."""

from dataclasses import dataclass, replace

from django.conf import settings


@dataclass(frozen=True)
class Tolerances:
    """Days, hours and kilometres. Settings name those that differ: FAZHI_SIGNALS={"late_days": 45}."""

    late_days: int = 30  # a file may be made so long after the day it bears
    serious_days: int = 180  # from here on a late file is serious
    resaved_days: int = 90  # a file that was begun in time may be saved again so long after
    upload_days: int = 730  # a file without any time of its own may come in so long after
    differ_days: int = 31  # between 成文日期 and the day that was filled in; beyond it asks for attention
    early_days: int = 3  # a scan may be older than the day it bears
    burst_hours: float = 6  # "one evening"
    burst_papers: int = 3
    burst_spread_days: int = 85  # the days that the papers bear lie so far apart
    photo_days: int = 3  # between the camera's clock and the day that was filled in
    photo_km: float = 80  # from the city's middle
    apart_km: float = 120  # from the middle of the unit's other photos, where the city's place is not set
    number_days: int = 15  # a later number may bear a day so much earlier
    same_text: float = 0.6  # share of common four-sign pieces from which two texts are one document
    city_place: tuple[float, float] | None = None  # degrees north and east of the city's middle


def in_force() -> Tolerances:
    """The defaults with what settings.FAZHI_SIGNALS says otherwise; raises TypeError for a name that is none."""
    return replace(Tolerances(), **settings.FAZHI_SIGNALS)
