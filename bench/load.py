"""A small load generator: HTTP/1.1 over kept connections, to 127.0.0.1 only, bounded in requests and in seconds."""

import asyncio
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import quote


@dataclass
class Load:
    """What so many clients saw: milliseconds at the median and the 95th hundredth, and requests a second."""

    p50: float
    p95: float
    rate: float
    asked: int


class NotServed(Exception):
    """The server did not answer with the page; the message says what came instead."""


@dataclass
class Asked:
    """Seconds that each answer took, and seconds in all; rounds add up."""

    times: list[float] = field(default_factory=list)
    spent: float = 0.0

    def round(self, port: int, address: str, cookie: str, clients: int, most: int, seconds: float) -> None:
        """Ask for `address` until `most` requests or `seconds` are spent; a few unmeasured ones first."""
        words = f"GET {quote(address, safe='/?=&')} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode()
        times, spent = asyncio.run(_load(port, words, clients, most, seconds))
        self.times += times
        self.spent += spent

    def told(self) -> Load:
        times = sorted(self.times)
        at = lambda share: round(times[min(len(times) - 1, int(len(times) * share))] * 1000, 1)  # noqa: E731
        return Load(at(0.5), at(0.95), round(len(times) / self.spent, 1), len(times))


async def _load(port: int, words: bytes, clients: int, most: int, seconds: float) -> tuple[list[float], float]:
    await _client(port, words, [2], perf_counter() + seconds)
    left, begun = [most], perf_counter()
    took = await asyncio.gather(*(_client(port, words, left, begun + seconds) for _ in range(clients)))
    return [each for client in took for each in client], perf_counter() - begun


async def _client(port: int, words: bytes, left: list[int], until: float) -> list[float]:
    """One connection; takes from `left` as long as there is something in it and time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    times = []
    while left[0] > 0 and (perf_counter() < until or not times):
        left[0] -= 1
        begun = perf_counter()
        writer.write(words)
        status, body = await _answer(reader)
        times.append(perf_counter() - begun)
        if status != 200:
            raise NotServed(f"{words.split()[1].decode()} → {status} {body[:200]!r}")
    writer.close()
    return times


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    if fields.get("transfer-encoding", "").lower() == "chunked":
        return int(head[0].split()[1]), await _chunks(reader)
    return int(head[0].split()[1]), await reader.readexactly(int(fields.get("content-length", "0")))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body
