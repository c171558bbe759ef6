"""A use: that an item proves something, and where in it."""

from itertools import takewhile

from django.db import models

from .items import Item, Version


class PlaceKind(models.TextChoices):
    """How the place of the proof inside an item is given."""

    WHOLE = "whole", "全文"
    PAGE = "page", "页"
    PARAGRAPH = "paragraph", "段落"
    TIME = "time", "时间点"
    ANCHOR = "anchor", "网页位置"


class Use(models.Model):
    """What an item proves is a row in the room of what it proves; the rooms share these fields."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="%(class)ss", verbose_name="材料")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+", verbose_name="版本")
    place_kind = models.CharField("证明点", max_length=10, choices=PlaceKind, default=PlaceKind.WHOLE)
    place = models.CharField("位置", max_length=200, blank=True, help_text="第几页、第几段、几分几秒、网页中的哪一处")
    note = models.CharField("说明", max_length=500, blank=True, help_text="这份材料证明了什么")

    class Meta:
        abstract = True

    @property
    def first_page(self) -> str:
        """The page to turn to: 3 of “3”, 2 of “2-5”."""
        return "".join(takewhile(str.isdigit, self.place))

    @property
    def place_said(self) -> str:
        """The place in words: 第3页, 02:15 处, 全文."""
        if self.place_kind == PlaceKind.WHOLE or not self.place:
            return "全文"
        shape = {PlaceKind.PAGE: "第{}页", PlaceKind.PARAGRAPH: "第{}段", PlaceKind.TIME: "{}处", PlaceKind.ANCHOR: "“{}”处"}
        return shape[PlaceKind(self.place_kind)].format(self.place)
