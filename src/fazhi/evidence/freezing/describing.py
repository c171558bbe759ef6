"""What a page says of itself: title, publication date, source; whether it says that it is gone, and whether it sends the reader on.

Government sites carry ArticleTitle, PubDate and ContentSource as meta tags (政府网站发展指引, 国办发〔2017〕47号, 附件《网页设计规范》).
"""

import re
from datetime import date
from typing import Any
from urllib.parse import urljoin

from fazhi.kit.dates import DateRefused, parse_date

LONGEST_TITLE, LONGEST_SOURCE = 300, 100
SHORT_PAGE = 600  # characters; a page that is gone says little else
_TITLES = ("articletitle", "og:title", "dc.title", "title")
_DATES = ("pubdate", "publishdate", "article:published_time", "og:release_date", "dc.date", "publish_time", "date", "createdate")
_SOURCES = ("contentsource", "source", "article:author", "og:site_name", "sitename")
_TAIL = re.compile(r"\s*(?:[_|｜]|\s[-–—]\s|--|-(?=[^-]*(?:政府|网|门户|局|委)$)).*$")
_DAY = r"(\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2})\s*日?"
_PUBLISHED = re.compile(
    r"(?:发布(?:时间|日期)|发文(?:时间|日期)|公开(?:时间|日期)|信息时间|更新时间|日期|时间)\s*[：:]?\s*[［\[【]?\s*" + _DAY
)
_GONE = re.compile(
    r"(?:您|你)?(?:所)?(?:要)?(?:访问|查看|请求|浏览|查找)的?(?:页面|网页|内容|信息|文章|栏目|文件|资源)[^。\n]{0,12}(?:不存在|已删除|被删除|已失效|找不到|未找到|已下线|已撤下|已过期)"
    r"|(?:页面|网页|文章|该信息|此信息|该内容|内容)(?:已经)?(?:不存在|找不到了?|未找到|走丢了|已(?:被)?删除|已失效|已下线|已撤下|飞走了)"
    r"|(?:找不到|没有找到|无法找到|未找到)(?:您|你)?(?:要|所|请求|访问)*的?(?:页面|网页|内容|文件|文章)"
    r"|404\s*(?:not found|错误|页面|error)|page not found|not found",
    re.IGNORECASE,
)
_GONE_TITLE = re.compile(
    r"^\s*(?:404\b.*|.*(?:页面|网页|文章|信息|内容)(?:不存在|未找到|找不到|已删除|走丢了).*|(?:page )?not found.*|出错了.{0,6})\s*$",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"\s*(\d{1,3})(?:\.\d*)?\s*[;,]\s*url\s*=\s*[\"']?([^\"']+)", re.IGNORECASE)


def facts_of(root: Any, text: str) -> dict[str, str]:
    """{"title", "published_on" as ISO or "", "source"}."""
    metas = _metas(root)
    shown = [found for found in (" ".join(each.itertext()).strip() for each in root.iter("h1")) if len(found) > 3]
    heads = [_TAIL.sub("", found) or found for found in (" ".join(each.itertext()).strip() for each in root.iter("title"))]
    title = next((metas[name] for name in _TITLES if metas.get(name)), "") or (shown[0] if len(shown) == 1 else "") or "".join(heads[:1])
    source = next((metas[name] for name in _SOURCES if metas.get(name)), "")
    return {
        "title": _one_line(title)[:LONGEST_TITLE],
        "published_on": _published(root, metas, text),
        "source": _one_line(source)[:LONGEST_SOURCE],
    }


def gone_words(title: str, text: str) -> str:
    """The words by which a page with a good answer says that it is no more; "" where it says nothing of the kind."""
    if found := _GONE_TITLE.match(title):
        return found[0].strip()[:100]
    found = _GONE.search(text) if len(text) <= SHORT_PAGE else None
    return found[0].strip()[:100] if found else ""


def refresh_of(root: Any, base: str) -> str:
    """Where a page sends its reader on by itself within five seconds; "" where it stays."""
    for each in root.iter("meta"):
        if (each.get("http-equiv") or "").lower() == "refresh" and (found := _REFRESH.match(each.get("content") or "")):
            return urljoin(base, found[2].strip()) if int(found[1]) <= 5 else ""
    return ""


def _metas(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in root.iter("meta"):
        name = (each.get("name") or each.get("property") or each.get("itemprop") or "").strip().lower()
        if name and (content := (each.get("content") or "").strip()):
            found.setdefault(name, content)
    return found


def _published(root: Any, metas: dict[str, str], text: str) -> str:
    said = [metas.get(name, "") for name in _DATES]
    said += [each.get("datetime") or "" for each in root.iter("time")]
    said += [found[1] for found in _PUBLISHED.finditer(text[:20_000])]
    return next((day.isoformat() for each in said if (day := _day(each))), "")


def _day(text: str) -> date | None:
    found = re.match(_DAY, text.strip())
    if not found:
        return None
    try:
        return parse_date("-".join(re.findall(r"\d+", found[1])))
    except DateRefused:
        return None


def _one_line(text: str) -> str:
    return " ".join(text.split())
