"""A page of a stranger read: what it says, what it consists of, a clean copy; runs in a process of its own, knows no database."""

import base64
import io
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import nh3
from lxml import etree, html
from PIL import Image, ImageOps

from ..decoding import storable
from .describing import facts_of, gone_words, refresh_of
from .wording import measured, words_of

MOST_PICTURES, MOST_STYLES = 40, 12
MOST_PIXELS = 60_000_000
MOST_INLINE = 6_000_000  # characters of pictures inside the copy
LONGEST_SIDE = 1400
MOST_HTML = 3_000_000
Image.MAX_IMAGE_PIXELS = None  # the limit is ours
_TEXT_TAGS = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "sub",
    "sup",
    "br",
    "hr",
    "blockquote",
    "pre",
    "code",
}
_LIST_TAGS = {"ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "figure", "figcaption"}
_TAGS = _TEXT_TAGS | _LIST_TAGS | {"img", "a", "div", "section", "article", "main", "header", "footer", "nav", "aside", "span"}
_ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "img": {"src", "alt"}, "a": {"href"}}
_LAZY = ("data-src", "data-original", "data-lazy-src", "_src", "file")
_DROPPED = ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "form", "button", "select", "head")


def looked_at(path: Path, url: str) -> dict[str, Any]:
    """What the page at `path` (UTF-8) says and asks for.

    {"title", "published_on" (ISO or ""), "source", "text", "measured" (the words that are compared), "seems_gone",
    "refresh" (address or ""), "pictures": [address…], "styles": [address…]}
    """
    root = _parsed(path)
    if root is None:
        return {"title": "", "published_on": "", "source": "", "text": "", "measured": "", "seems_gone": "", "refresh": "", **_NOTHING}
    base = _base(root, url)
    styles = [urljoin(base, each) for each in root.xpath("//link[contains(@rel, 'stylesheet')]/@href")]
    text = words_of(root)
    facts = facts_of(root, text)
    return {
        **facts,
        "text": text,
        "measured": measured(root),
        "seems_gone": gone_words(facts["title"], text),
        "refresh": refresh_of(root, base),
        "pictures": list(islice(dict.fromkeys(filter(None, (_picture_of(each, base) for each in root.iter("img")))), MOST_PICTURES)),
        "styles": list(dict.fromkeys(filter(_is_web, styles)))[:MOST_STYLES],
    }


_NOTHING: dict[str, list[str]] = {"pictures": [], "styles": []}


def copied(path: Path, url: str, pictures: dict[str, str]) -> dict[str, str]:
    """{"html"}: the page without scripts, forms and styles, its pictures drawn anew by us and held inside; `pictures`: address → file."""
    root = _parsed(path)
    if root is None:
        return {"html": ""}
    base, left = _base(root, url), MOST_INLINE
    inside: dict[str, str] = {}
    for dropped in list(root.iter(*_DROPPED)):
        if dropped.getparent() is not None:
            dropped.drop_tree()
    for each in list(root.iter("img")):
        address = _picture_of(each, base)
        each.attrib.pop("src", None)
        if address in pictures and address not in inside:
            inside[address] = _drawn(Path(pictures[address]))
        if address and len(found := inside.get(address, "")) and len(found) <= left:
            left -= len(found)
            each.set("src", found)
        else:
            each.set("alt", f"［图片：{each.get('alt') or '未保存'}］")
    for each in root.iter("a"):
        address = urljoin(base, (each.get("href") or "").strip()) if each.get("href") else ""
        each.attrib.pop("href", None)
        if _is_web(address):
            each.set("href", address)
    made = html.tostring(root, encoding="unicode")[: MOST_HTML + MOST_INLINE]
    clean = nh3.clean(made, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "data"}, link_rel="noopener noreferrer")
    return {"html": storable(clean)}


def _parsed(path: Path) -> Any:
    text = storable(path.read_text("utf-8", "replace"))
    if not text.strip():
        return None
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, ValueError):
        return None


def _base(root: Any, url: str) -> str:
    said = root.xpath("//base/@href")
    return urljoin(url, said[0].strip()) if said else url


def _picture_of(element: Any, base: str) -> str:
    """The address of a picture, also where the page loads it only when somebody scrolls there; "" for one held inside the page."""
    said = next((value for name in _LAZY if (value := element.get(name))), None) or element.get("src") or ""
    address = urljoin(base, said.strip()) if said.strip() else ""
    return address if _is_web(address) else ""


def _is_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return False


def _drawn(path: Path) -> str:
    """The picture as a data: address, drawn anew, so that nothing hidden in it reaches a reader; "" where it cannot be drawn."""
    try:
        with Image.open(path) as source:
            if source.width * source.height > MOST_PIXELS:
                return ""
            source.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture = ImageOps.exif_transpose(source)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        if picture.mode not in ("RGB", "RGBA", "L"):
            picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=78, method=3, exif=b"", icc_profile=None)
    except (OSError, ValueError, SyntaxError):
        return ""
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()
