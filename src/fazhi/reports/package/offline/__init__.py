"""What a package needs where there is no system: the viewer, the check script and how to use them."""

import ast
import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
PARTS = ("sm3", "ed25519", "merkle", "places", "files", "seals", "report")  # of verify.py, what is used before what uses it
PIECE = 3 << 18  # bytes at a time; a multiple of three, so that the pieces of base64 fit together


def viewer(manifest: bytes, texts: bytes) -> Iterator[bytes]:
    """index.html in pieces: the template with both blocks filled.

    `manifest` is the bytes of 清单.json; `texts` is JSON {path of a listed file: the first characters of its words}, searched in the page.
    """
    before, between, after = _template()
    yield before
    yield from _base64(manifest)
    yield between
    yield from _base64(texts)
    yield after


def viewer_sha256() -> str:
    """SHA-256 of index.html with both blocks empty, which the manifest records."""
    return hashlib.sha256(b"".join(_template())).hexdigest()


def verify_script() -> bytes:
    """verify.py: the modules below verify/ joined to the one file that lies in the package, always the same bytes."""
    heading = (HERE / "verify" / "__init__.py").read_text(encoding="utf-8").strip()
    imports, bodies = set(), []
    for name in PARTS:
        source = (HERE / "verify" / f"{name}.py").read_text(encoding="utf-8")
        tree = ast.parse(source)
        taken = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        imports |= {ast.unparse(node) for node in taken if isinstance(node, ast.Import)}
        body = source.splitlines()[taken[-1].end_lineno :]
        bodies.append(f"# {ast.get_docstring(tree)}\n\n" + "\n".join(body).strip())
    return (
        "\n\n\n".join([f"{heading}\n\nfrom __future__ import annotations\n\n" + "\n".join(sorted(imports)), *bodies, ""]).rstrip().encode()
        + b"\n"
    )


def guide(title: str) -> bytes:
    """使用说明.txt: how to open and check the package and what each result means; lines end as Windows likes them."""
    text = (HERE / "guide.txt").read_text(encoding="utf-8").replace("{title}", " ".join(title.split()))
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


@cache
def _template() -> tuple[bytes, bytes, bytes]:
    """The page before, between and after the two blocks, its style and script put in and allowed by their digests."""
    style, script = ((HERE / name).read_text(encoding="utf-8").strip() for name in ("viewer.css", "viewer.js"))
    page = (HERE / "viewer.html").read_text(encoding="utf-8")
    for mark, text in (("STYLE-DIGEST", _csp(style)), ("SCRIPT-DIGEST", _csp(script)), ("STYLE", style), ("SCRIPT", script)):
        page = page.replace(f"[[{mark}]]", text)
    before, between, after = re.split(r"\[\[(?:MANIFEST|TEXTS)\]\]", page)
    return before.encode(), between.encode(), after.encode()


def _csp(text: str) -> str:
    return "'sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _base64(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), PIECE):
        yield b64encode(data[at : at + PIECE])
