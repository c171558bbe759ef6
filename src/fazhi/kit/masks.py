"""Masks: what may be shown of a personal value."""


def masked(text: str) -> str:
    """张* for a name, 138****5678 for a number, 6203**********1234 for an ID card."""
    text = text.strip()
    if len(text) <= 1:
        return "*" if text else ""
    if text[0].isdigit() and len(text) >= 11:
        keep = 4 if len(text) >= 15 else 3
        return text[:keep] + "*" * (len(text) - keep - 4) + text[-4:]
    return text[0] + "*" * (len(text) - 1)
