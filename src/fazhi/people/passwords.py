"""Rules for passwords beyond Django's own."""

import re

from django.core.exceptions import ValidationError

KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class ThreeKindsValidator:
    """At least three of four kinds of characters; the usual reading of GB/T 22239-2019 8.1.4.1 (the standard gives no number)."""

    def validate(self, password: str, user: object = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in KINDS) < 3:
            raise ValidationError(self.get_help_text(), code="too_few_kinds")

    def get_help_text(self) -> str:
        return "密码须同时含有大写字母、小写字母、数字、符号中的至少三种。"
