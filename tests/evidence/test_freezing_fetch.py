"""The small client against a real site: redirects, sizes, slowness, compression bombs, certificates."""

import gzip
import ipaddress
import ssl
import time
import zlib
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from evidence.sites import Site, free_port, trickle
from fazhi.evidence.freezing.fetching import Limits, fetch
from fazhi.evidence.freezing.policy import Policy
from fazhi.evidence.freezing.unpacking import as_text

QUICK = Limits(size=1 << 20, seconds=2, connect=1, read=1)


@pytest.fixture
def site():
    made = Site()
    yield made
    made.close()


def policy(*sites):
    return Policy(networks=(ipaddress.ip_network("127.0.0.0/8"),), hosts=frozenset(f"127.0.0.1:{each.port}" for each in sites))


def asked(site, path, limits=QUICK):
    return fetch(site.url(path), policy(site), limits)


def test_redirects_are_followed_and_recorded_hop_by_hop(site):
    site.pages["/a"] = (302, {"Location": "/b?x=1", "Set-Cookie": "k=v; Path=/"}, b"")
    site.pages["/b"] = (301, {"Location": site.url("/c")}, b"")
    site.page("/c", "到了")
    found = asked(site, "/a")

    assert (found.fault, found.last.content.decode(), found.reached) == ("", "到了", True)
    assert [(hop["status"], hop["to"]) for hop in found.hops] == [(302, site.url("/b?x=1")), (301, site.url("/c"))]
    assert b"Cookie: k=v\r\n" in found.exchanges[1].request and found.last.address == "127.0.0.1"


def test_redirects_without_end_stop_after_eight(site):
    site.pages["/a"] = (302, {"Location": "/a"}, b"")
    found = asked(site, "/a")

    assert (found.fault, found.why, len(found.exchanges)) == ("redirects", "网址跳转超过8次，没有到达页面。请改交最后打开的那个地址。", 9)


@pytest.mark.parametrize(
    "inner", ["http://10.0.0.1/", "http://169.254.169.254/", "http://[::1]/", "http://192.168.0.1/", "file:///etc/passwd"]
)
def test_a_redirect_to_an_inner_address_is_not_followed(site, inner):
    site.pages["/a"] = (302, {"Location": inner}, b"")
    found = asked(site, "/a")

    assert (found.fault, len(found.exchanges)) == ("policy", 1)
    assert found.why.startswith("网页跳转到了不允许访问的地址：")


def test_a_redirect_to_an_unlisted_port_of_the_same_host_reaches_nothing(site):
    other = Site()
    other.page("/", "内部服务")
    site.pages["/a"] = (302, {"Location": other.url("/")}, b"")
    found = asked(site, "/a")
    other.close()

    assert (found.fault, other.asked) == ("policy", [])


def test_the_connection_goes_to_the_address_that_was_judged(site):
    """The name resolves once; a second answer would lead elsewhere."""
    site.page("/", "一")
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    names = Policy(networks=(ipaddress.ip_network("127.0.0.0/8"),), hosts=frozenset({f"rebinding.gov.cn:{site.port}"}))
    found = fetch(f"http://rebinding.gov.cn:{site.port}/", names, QUICK, lambda host, port: next(answers))

    assert (found.fault, found.last.content.decode(), next(answers)) == ("", "一", ["10.0.0.1"])


def test_a_name_that_leads_to_loopback_is_refused(site):
    found = fetch("http://www.a.gov.cn/", Policy(), QUICK, lambda host, port: ["127.0.0.1"])

    assert (found.fault, found.exchanges, site.asked) == ("policy", [], [])


def test_a_huge_body_is_cut_off(site):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(64):
            handler.wfile.write(b"x" * (1 << 20))

    site.pages["/endless"] = endless
    site.pages["/announced"] = (200, {"Content-Length": str(10**13)}, b"x" * 1000)

    assert asked(site, "/endless").fault == "size"
    assert asked(site, "/announced").fault in ("protocol", "time")


def test_a_body_that_trickles_ends_at_the_limit_of_the_whole(site):
    site.pages["/slow"] = trickle
    begun = time.monotonic()
    found = asked(site, "/slow")

    assert (found.fault, time.monotonic() - begun < 4, found.reached) == ("time", True, True)


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("gzip", lambda data: gzip.compress(data)),
        ("deflate", lambda data: zlib.compress(data)),
        ("br", lambda data: brotli.compress(data, quality=4)),
    ],
)
def test_packed_bodies_are_unpacked_and_bombs_are_not(site, name, pack):
    words = "政务公开" * 100
    site.pages["/good"] = (200, {"Content-Encoding": name}, pack(words.encode()))
    site.pages["/bomb"] = (200, {"Content-Encoding": name}, pack(bytes(200 << 20)))
    site.pages["/broken"] = (200, {"Content-Encoding": name}, b"\x01\x02 not packed at all")

    assert asked(site, "/good").last.content.decode() == words
    assert [asked(site, path).fault for path in ("/bomb", "/broken")] == ["size", "protocol"]


def test_answers_that_are_no_page_have_their_class(site):
    for status in (404, 403, 412, 500, 204):
        site.pages[f"/{status}"] = (status, {}, b"")

    assert [asked(site, f"/{status}").fault for status in (404, 403, 412, 500, 204)] == ["status", "barred", "barred", "server", "protocol"]


def test_a_site_that_is_gone_was_reached_and_a_silent_name_was_not():
    port = free_port()
    allowed = Policy(networks=(ipaddress.ip_network("127.0.0.0/8"),), hosts=frozenset({f"127.0.0.1:{port}"}))
    gone = fetch(f"http://127.0.0.1:{port}/", allowed, QUICK)
    silent = fetch("http://www.a.gov.cn/", Policy(), QUICK, lambda host, port: [])

    assert (gone.fault, gone.reached, silent.fault, silent.reached) == ("connection", True, "name", False)


def certified(tmp_path):
    """A certificate that signs itself for 127.0.0.1."""
    key, name, now = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "site")]),
        datetime.now(UTC),
    )
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
    signed = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (tmp_path / "both.pem").write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused_with_the_reason(tmp_path, monkeypatch):
    site = Site(certified(tmp_path))
    site.page("/", "安全")
    refused = asked(site, "/")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    trusted = asked(site, "/")
    site.close()

    assert (refused.fault, refused.exchanges) == ("certificate", [])
    assert refused.why == "“127.0.0.1”的证书是自己签发的，无法确认是不是真的网站，未予抓取。请联系网站主办单位更换证书。"
    assert (trusted.fault, trusted.last.content.decode()) == ("", "安全")


@pytest.mark.parametrize(
    ("data", "header"),
    [
        ("国务院办公厅".encode("gb18030"), "text/html; charset=GB2312"),
        ('<meta charset="gbk">国务院办公厅'.encode("gb18030"), "text/html"),
        ("国务院办公厅".encode("gb18030"), "text/html"),
        ("国务院办公厅".encode("gb18030"), "text/html; charset=utf-8"),
        ("\ufeff国务院办公厅".encode(), "text/html; charset=gbk"),
        ("国务院办公厅".encode(), "text/html; charset=no-such"),
    ],
)
def test_text_is_read_in_the_encoding_it_is_in(data, header):
    assert as_text(data, header).endswith("国务院办公厅")
