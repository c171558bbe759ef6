"""fazhi setup: database, static files, shipped data. May be run again at any time."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from fazhi.jobs.tending import tend
from fazhi.plan.editions import load_shipped
from fazhi.records.custom import fit_all
from fazhi.records.holidays import seed
from fazhi.review.reasons import load_reasons


class Command(BaseCommand):
    """Bring an installation to the state of this version."""

    help = "建库、收集静态文件、载入节假日、指标版本和退回原因；可重复执行"

    def handle(self, *args: Any, **options: Any) -> None:
        settings.HOME.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        fit_all()  # the tables of registers that were defined on a page follow the new version, too
        call_command("collectstatic", verbosity=0, interactive=False)
        seed()
        load_shipped()
        load_reasons()
        tend()
        self.stdout.write(f"已就绪：数据在 {settings.HOME}")
