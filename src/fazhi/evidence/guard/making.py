"""Making a masked copy of a file; runs in the process of its own and knows no database."""

from pathlib import Path
from typing import Any

from .. import kinds
from .masking_docx import masked_docx
from .masking_pages import masked_pages
from .masking_text import masked_text
from .masking_xlsx import masked_xlsx
from .wanted import CopyRefused

PICTURES = (kinds.PNG, kinds.JPG, kinds.GIF, kinds.WEBP, kinds.BMP, kinds.TIFF, kinds.AVIF)
PAGED = frozenset((kinds.PDF.media_type, *(kind.media_type for kind in PICTURES)))
_MAKERS = {
    kinds.DOCX.media_type: (masked_docx, kinds.DOCX),
    kinds.XLSX.media_type: (masked_xlsx, kinds.XLSX),
    kinds.TXT.media_type: (masked_text, kinds.TXT),
    kinds.CSV.media_type: (masked_text, kinds.CSV),
    **dict.fromkeys(PAGED, (masked_pages, kinds.PDF)),
}
MASKABLE = frozenset(_MAKERS)


def masked_copy(path: Path, media_type: str, masks: dict[str, Any], folder: Path) -> dict[str, Any]:
    """{"file": name in `folder`, "media_type", "extension"} of the copy, or {"why": the reason in Chinese where none can be made.}

    `masks` is {"values": [[kind, masked form]…], "boxes": [{"page", "x", "y", "w", "h"}…]}; see `models/copies.py`.
    """
    maker, kind = _MAKERS[media_type]
    made = folder / f"copy.{kind.extension}"
    wanted = {(value[0], value[1]) for value in masks["values"]}
    try:
        maker(path, made, wanted, masks["boxes"])
    except CopyRefused as refusal:
        return {"why": str(refusal)}
    except Exception as error:  # a strange file can fail in any way; the page then says so and no copy stands
        return {"why": f"副本做不出来（{type(error).__name__}）。请另存一份、确认能正常打开后换新版本，再做副本。"}
    return {"file": made.name, "media_type": kind.media_type, "extension": kind.extension}
