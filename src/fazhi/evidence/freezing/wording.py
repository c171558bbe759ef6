"""The words of a page: all of them to be searched, and those that count when it is compared with what it was."""

import copy
import re
from typing import Any

from inscriptis import Inscriptis
from inscriptis.model.config import ParserConfig

from ..decoding import storable

MOST_CHARACTERS = 2_000_000
ENOUGH = 120  # characters; with fewer the whole page is compared
_UNSEEN = ("script", "style", "noscript", "template", "iframe", "svg", "canvas", "select", "button", "option", "textarea")
_AROUND = ("nav", "header", "footer", "aside", "form")
_NAMED_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|header|footer|foot|sidebar|side|breadcrumb|crumbs?|position|share|qrcode|copyright|related|recommend|"
    r"hot|rank|comment|search|login|toolbar|counter|hits|views?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MOST_LINKED = 0.6  # a block whose words are links for more than this share leads elsewhere
_BLOCKS = ("div", "ul", "ol", "table", "section", "p", "dl")
# What differs from one minute to the next and says nothing of the page: the day, the weather of the day, how often it was read.
_PASSING = re.compile(
    r"(?:今天是|今日|现在是|当前时间|当前日期|北京时间)[：:]?[^。\n]{0,40}"
    r"|(?:星期|周)[一二三四五六日天]"
    r"|(?:浏览|点击|阅读|访问|查看|下载|点赞|收藏|分享|评论|转发|人气|热度)(?:次数|量|数|人数|人次)?\s*[：:（(]?\s*\d[\d,，.]*\s*(?:万|亿)?\s*(?:次|人次|人|条)?"
    r"|(?:您是|你是)?第\s*\d[\d,，]*\s*(?:位|个)?(?:访客|访问者|来访者|浏览者)"
    r"|(?:今日|昨日|累计|总)(?:访问|浏览|点击)[^。\n]{0,20}"
    r"|当前在线[^。\n]{0,12}|(?:字体|字号)\s*[：:]?\s*[［\[【(（]?\s*大\s*[｜|/、]?\s*中\s*[｜|/、]?\s*小\s*[］\]】)）]?"
    r"|[［\[【]\s*(?:打印|关闭|收藏|分享|打印本页|关闭窗口|打印此页)\s*[］\]】]"
    r"|(?<!\d)\d{1,2}:\d{2}:\d{2}(?!\d)"
)
_GAPS = re.compile(r"[ \t\u3000\xa0\u200b]+")
_SENTENCES = re.compile(r"[^。！？；\n]+[。！？；]?")


def words_of(root: Any) -> str:
    """Everything a reader sees, in order, one line a block."""
    return _text(_without(root, _UNSEEN))


def measured(root: Any) -> str:
    """The words of the page's own matter: without what surrounds it, without what passes. A page of links alone is taken whole."""
    whole = _without(root, _UNSEEN)
    inner = _without(whole, _AROUND)
    for each in list(inner.iter("div", "ul", "section", "p", "span", "table")):
        named = f"{each.get('class') or ''} {each.get('id') or ''}"
        if each.getparent() is not None and each.tag != "body" and _NAMED_AROUND.search(named):
            each.drop_tree()
    for each in list(inner.iter(*_BLOCKS)):
        if each.getparent() is not None and _is_linked(each):
            each.drop_tree()
    text = passing_removed(_text(inner))
    return text if len(text) >= ENOUGH else passing_removed(_text(whole))


def passing_removed(text: str) -> str:
    """The text without the day, counters and buttons, blanks evened out, no empty line."""
    lines = (_GAPS.sub(" ", _PASSING.sub(" ", line)).strip(" |｜·,，:：") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def sentences(text: str) -> list[str]:
    """The text in sentences, each without outer blanks; a list entry or a heading is one too."""
    return [found for each in _SENTENCES.findall(text) if (found := each.strip()) and any(sign.isalnum() for sign in found)]


def _without(root: Any, tags: tuple[str, ...]) -> Any:
    found = copy.deepcopy(root)
    for each in list(found.iter(*tags)):
        if each.getparent() is not None:
            each.drop_tree()
    return found


def _is_linked(block: Any) -> bool:
    """Short entries that are mostly links: a menu, a list of other news."""
    own = len("".join(block.itertext()).split()) and len("".join("".join(block.itertext()).split()))
    if not own:
        return False
    linked = sum(len("".join("".join(link.itertext()).split())) for link in block.iter("a"))
    return linked > own * _MOST_LINKED and len(block.findall(".//a")) > 1


def _text(root: Any) -> str:
    made = Inscriptis(root, ParserConfig(display_links=False, display_images=False)).get_text()
    lines = (_GAPS.sub(" ", line).strip() for line in storable(made).split("\n"))
    return "\n".join(line for line in lines if line)[:MOST_CHARACTERS]
