"""Addresses of public pages handed in as proof: what may be written, and how it is shown."""

import ipaddress
from urllib.parse import urlsplit

from .freezing.policy import PORTS, is_number, is_public, policy_in_force
from .refusals import ItemRefused

LONGEST = 500
_PRIVATE_ENDS = (".local", ".lan", ".internal", ".localhost", ".home", ".corp")


def public_address(text: str) -> str:
    """The address, if it is one of a public page; raises ItemRefused. Nothing is fetched."""
    url = text.strip()
    if len(url) > LONGEST:
        raise ItemRefused(f"网址有{len(url)}个字符，超过{LONGEST}个。请使用页面的短地址，或打印成 PDF 上传。")
    if any(sign.isspace() or ord(sign) < 32 or sign in '<>"\\' for sign in url):
        raise ItemRefused("网址里有空格或特殊符号，打不开。请从浏览器地址栏完整复制一次。")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ItemRefused(f"“{url[:60]}”不是完整的网址。请从浏览器地址栏完整复制，以 https:// 或 http:// 开头。") from None
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise ItemRefused(f"“{url[:60]}”不是完整的网址。请从浏览器地址栏完整复制，以 https:// 或 http:// 开头。")
    if parts.username is not None or parts.password is not None:
        raise ItemRefused("网址里带有账号或密码，不能保存。请使用不需要登录就能打开的地址。")
    if not _is_open(host, port or PORTS[parts.scheme.lower()]):
        raise ItemRefused(f"“{host}”是内部地址，评估组打不开。请改交公开网址，或把页面打印成 PDF 上传，或登记线下查阅。")
    return url


def host_shown(url: str) -> str:
    """The site's name as people read it, Chinese names in Chinese: www.example.gov.cn."""
    host = urlsplit(url).hostname or url
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _is_open(host: str, port: int) -> bool:
    """Whether it looks like an address that others can open, or is one that the installation lists. Names are not resolved here."""
    policy = policy_in_force()
    if policy.lists(host.lower(), port):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." in host.strip(".") and not is_number(host) and not host.lower().rstrip(".").endswith(_PRIVATE_ENDS)
    return is_public(address) or any(address in network for network in policy.networks)
