"""The readable copy as a page of its own: it says where it comes from, and can do nothing wherever it is opened."""

from django.utils import timezone
from django.utils.html import escape

from .taking import Taken, address_of

# The copy also lies on a disk, in a package, where no server sends a policy with it.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE = """
body{max-width:52rem;margin:0 auto;padding:1rem;font:16px/1.75 'Noto Sans SC','Microsoft YaHei',sans-serif;
color:#1b2430;overflow-wrap:anywhere}
header.kept{border:1px solid #c8d0da;background:#f4f6f9;padding:.75rem 1rem;margin-bottom:1.5rem;font-size:13px}
header.kept b{font-size:15px}header.kept code{font-size:12px}img{max-width:100%;height:auto}
table{border-collapse:collapse;max-width:100%}td,th{border:1px solid #c8d0da;padding:.25rem .5rem}pre{white-space:pre-wrap}
"""


def framed(taken: Taken, warc: str) -> str:
    """The clean copy headed by source, moment and `warc`, the SHA-256 of its WARC."""
    moment = timezone.localtime(taken.at).strftime("%Y-%m-%d %H:%M:%S %z")
    title, address = escape(taken.title or "网页"), escape(address_of(taken.fetched))
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><style>{_STYLE}</style></head><body><header class="kept"><b>冻结副本：{title}</b>'
        f"<br>来源网址：{address}<br>冻结时间：{moment}<br>原样存档（WARC）SHA-256：<code>{warc}</code>"
        f"<br>脚本、样式和表单已去除，图片为冻结时重新绘制；以原样存档为准。</header>{taken.html}</body></html>"
    )
