"""数据指标: every metric of the registers for a unit or area, each opened down to its rows."""

from django.urls import path

from . import export, opened, storing, table

urlpatterns = [
    path("figures/", table.figures, name="figures"),
    path("figures/<str:name>/", opened.figure, name="figure"),
    path("figures/<str:name>/export/", export.export, name="figure-export"),
    path("figures/<str:name>/store/", storing.store_figure, name="figure-store"),
]
