"""File names that are safe to store and hand out, and file sizes as people read them."""

import re
import unicodedata

MOST_CHARACTERS = 120
_RESERVED_SIGNS = re.compile(r'[<>:"/\\|?*]')
_RESERVED_NAMES = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[0-9A-Za-z]{1,10}$")


def safe_name(name: str, *, max_bytes: int | None = None) -> str:
    """The last part of `name` without anything a file system or a browser could misread; never empty.

    Chinese stays. At most 120 characters, and at most `max_bytes` of UTF-8 when given (Linux takes 255: give 240
    wherever the name becomes a real file or goes into a package); the extension is kept.
    """
    last = re.split(r"[/\\]", name)[-1]
    # Control and format characters (Cc, Cf) hide a name's true ending: “报告U+202Efdp.exe” shows as “报告exe.pdf”.
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    kept = _RESERVED_SIGNS.sub("_", unicodedata.normalize("NFC", seen)).strip().lstrip(".").rstrip(". ").strip()
    if not kept:
        return "未命名"
    if _RESERVED_NAMES.match(kept):
        kept = "_" + kept
    return _cut(kept, max_bytes)


def human_size(size: int) -> str:
    """“0 B”, “512 B”, “1.2 MB”: steps of 1024, one decimal."""
    if size < 0:
        raise ValueError(f"文件大小不能是负数（{size}）。")
    if size < 1024:
        return f"{size} B"
    amount = float(size)
    for unit in ("KB", "MB", "GB", "TB"):
        amount /= 1024
        # 1023.96 would print as 1024.0: it belongs to the next unit.
        if round(amount, 1) < 1024 or unit == "TB":
            break
    return f"{amount:.1f} {unit}"


def _cut(name: str, max_bytes: int | None) -> str:
    found = _EXTENSION.search(name)
    extension = found[0] if found else ""
    stem = name[: len(name) - len(extension)]
    stem = stem[: MOST_CHARACTERS - len(extension)]
    while max_bytes is not None and len((stem + extension).encode()) > max_bytes and len(stem) > 1:
        stem = stem[:-1]
    return stem.rstrip(". ") + extension if stem.rstrip(". ") else "未命名" + extension
