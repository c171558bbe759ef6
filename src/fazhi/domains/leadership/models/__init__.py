"""The registers of leadership: R44–R47."""

from .deployment import Deployment
from .dutyreport import DutyReport
from .problem import Problem
from .yearreport import YearReport

__all__ = ["Deployment", "DutyReport", "Problem", "YearReport"]
