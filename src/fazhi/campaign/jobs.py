"""The scheduled work of campaigns: dates of material are held against the cycle every night."""

from fazhi.jobs.declare import every

from .cycle import look
from .models import Campaign


@every("20 4 * * *", label="核对佐证日期与创建周期")
def look_at_cycles() -> int:
    """Returns how many new signals there are; what a person dated rightly in the meantime is no longer signalled."""
    return sum(look(campaign) for campaign in Campaign.objects.filter(state=Campaign.State.RUNNING))
