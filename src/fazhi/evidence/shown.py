"""The preview of a version, or of its public copy, as the pages ask for it: only pictures that belong to it are given out."""

import re
from collections.abc import Callable

from .models import Blob, PublicCopy, Version


def pictures(version: Version | PublicCopy) -> list[str]:
    """The SHA-256 of every picture in the preview: pages, pictures of a document, the picture itself and its thumbnail."""
    preview = version.preview
    single = [preview[key] for key in ("image", "thumb") if key in preview]
    return [*preview.get("pages", []), *preview.get("pictures", []), *single]


def picture_blob(version: Version | PublicCopy, sha256: str) -> Blob | None:
    """A picture of this version; None for any other content, whoever may know its hash."""
    return Blob.objects.filter(sha256=sha256).first() if sha256 in pictures(version) else None


def html_shown(version: Version | PublicCopy, address: Callable[[str], str]) -> str:
    """The clean HTML of the preview, its pictures under the addresses that `address` gives for their SHA-256."""
    found = version.preview.get("pictures", [])

    def place(match: re.Match[str]) -> str:
        number = int(match[1])
        return f'src="{address(found[number])}"' if number < len(found) else ""

    return re.sub(r'src="picture:(\d+)"', place, version.preview.get("html", ""))
