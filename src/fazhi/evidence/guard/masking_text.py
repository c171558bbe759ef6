"""A masked copy of plain text or CSV, in UTF-8."""

from pathlib import Path
from typing import Any

from ..decoding import decoded
from .wanted import CopyRefused, Wanted

LARGEST = 64 << 20  # bytes


def masked_text(path: Path, made: Path, keys: set[tuple[str, str]], boxes: list[dict[str, Any]]) -> None:
    """Write the copy to `made`; raises CopyRefused."""
    if boxes:
        raise CopyRefused("文本文件不能按位置画框。请勾选要遮盖的内容。")
    if path.stat().st_size > LARGEST:
        raise CopyRefused("文本文件超过 64 MB，做不了副本。请拆成几份后上传新版本。")
    text = decoded(path.read_bytes())
    if text is None:
        raise CopyRefused("认不出这个文本文件的编码，做不了副本。请另存为 UTF-8 后上传新版本。")
    wanted = Wanted(keys)
    wanted.learn([text])
    wanted.refuse_lost()
    shown = wanted.hidden(text)
    if wanted.spans(shown):
        raise CopyRefused("副本里仍能读出要遮盖的内容，没有保存。请联系系统管理员。")
    made.write_text(shown, "utf-8")
