"""Secrecy at the door: material and words that bear a mark are refused, and nothing of them is kept."""

from pathlib import Path

from .. import apart
from ..kinds import FileRefused
from ..refusals import EvidenceRefused
from .marks import bears_mark, name_bears_mark

LONGEST_TITLE = 200  # characters; longer words are prose, where a level may end a line
NEUTRAL = "（带有密级标志，名称不作记录）"
_NEXT = "请在本机按保密规定处理，确需作为证明的，改为登记“线下查阅”，并告知本单位保密工作机构。"


class SecretRefused(FileRefused):
    """A file that bears a mark of secrecy: besides the refusal, neither its name nor its words may be kept anywhere."""


class SecretName(EvidenceRefused):
    """An upload whose name bears a mark: not one byte of it is taken."""


class SecretWords(EvidenceRefused):
    """Words typed by a person bear a mark of secrecy; they are not kept."""


def refuse_secret(path: Path, media_type: str, name: str) -> None:
    """Raise SecretRefused, a FileRefused, where the file's name or its words bear a mark of secrecy.

    A file that cannot be read in time comes in; the words that are extracted in the background are looked at again (`expelling.py`).
    """
    try:
        is_marked = apart.do("secrecy", path, media_type=media_type)["found"]
    except apart.Broken:
        is_marked = False
    refuse_marked(name, is_marked=is_marked)


def refuse_marked(name: str, *, is_marked: bool) -> None:
    """Raise SecretRefused where the file's name bears a mark or its content was found to (`is_marked`)."""
    refuse_secret_name(name)
    if is_marked:
        raise SecretRefused(f"文件里带有密级标志（绝密、机密或秘密）。本系统不得存放涉密材料，文件已拒收，内容已从服务器删除。{_NEXT}")


def refuse_secret_name(name: str, folder: str = "") -> None:
    """Raise SecretRefused where the name of a file, or of a folder it lay in, bears a mark."""
    if name_bears_mark(name) or name_bears_mark(folder):
        raise SecretRefused(f"文件名或文件夹名带有密级标志。本系统不得存放涉密材料，文件已拒收，没有保存。{_NEXT}")


def refuse_secret_words(text: str, what: str) -> None:
    """Raise SecretWords where typed words bear a mark; `what` names the field: “材料名称”."""
    is_title = len(text) <= LONGEST_TITLE and "\n" not in text.strip()
    if bears_mark(text) or (is_title and name_bears_mark(text)):
        raise SecretWords(f"{what}里带有密级标志（绝密、机密或秘密），没有保存。涉密内容不得录入本系统：请删去后再填；{_NEXT}")
