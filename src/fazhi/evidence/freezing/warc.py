"""A capture as WARC 1.1 (ISO 28500:2017): each record a gzip member of its own, payload and block digests in SHA-256."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import IO

from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from .fetching import AGENT, Exchange

_OURS = ("transfer-encoding", "content-length")  # of the line, not of the body that is kept


class _Writer(WARCWriter):
    """The library digests with SHA-1 by itself."""

    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


def write_warc(out: IO[bytes], exchanges: Sequence[Exchange], about: dict[str, str]) -> None:
    """Every exchange as response and request, and `about` the last page as a metadata record beside it."""
    writer = _Writer(out, gzip=True, warc_version="WARC/1.1")
    info = {"software": "fazhi", "format": "WARC File Format 1.1", "http-header-user-agent": AGENT}
    writer.write_record(writer.create_warcinfo_record("", info))
    for exchange in exchanges:
        _write(writer, exchange)
    if exchanges:
        fields = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in about.items() if value).encode()
        page = next((each for each in exchanges if each.url == about.get("page")), exchanges[-1])
        kept = {"WARC-Date": _moment(page.at)}
        record = writer.create_warc_record(page.url, "metadata", io.BytesIO(fields), len(fields), "application/warc-fields", kept)
        writer.write_record(record)


def _write(writer: WARCWriter, exchange: Exchange) -> None:
    """The body without transfer coding, which HTTP calls a matter of the line; the header that told of it is kept under another name."""
    headers = [(name, value) for name, value in exchange.headers if name.lower() not in _OURS]
    headers += [(f"X-Archive-Orig-{name}", value) for name, value in exchange.headers if name.lower() == "transfer-encoding"]
    headers.append(("Content-Length", str(len(exchange.body))))
    answer = StatusAndHeaders(f"{exchange.status} {exchange.reason}".strip(), headers, protocol="HTTP/1.1")
    facts = {"WARC-Date": _moment(exchange.at), "WARC-IP-Address": exchange.address}
    size = len(exchange.body)
    response = writer.create_warc_record(
        exchange.url, "response", io.BytesIO(exchange.body), size, warc_headers_dict=facts, http_headers=answer
    )
    if not size:
        response.payload_length = 0
    line, _, rest = exchange.request.decode("latin-1").partition("\r\n")
    asked = [(name, value) for name, _, value in (each.partition(": ") for each in rest.strip().split("\r\n"))]
    question = StatusAndHeaders(line.partition(" ")[2], asked, protocol=line.partition(" ")[0], is_http_request=True)
    request = writer.create_warc_record(exchange.url, "request", io.BytesIO(), 0, warc_headers_dict=dict(facts), http_headers=question)
    writer.write_request_response_pair(request, response)


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
