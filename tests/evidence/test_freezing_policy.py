"""Which addresses may be fetched, in every disguise that an address can take."""

import ipaddress

import pytest

from fazhi.evidence.freezing.policy import AddressRefused, NameUnknown, Policy, checked, policy_in_force, spelt

PUBLIC = ["93.184.216.34"]


def leads_to(*addresses):
    return lambda host, port: list(addresses)


def test_a_public_address_is_a_target_that_holds_what_was_judged():
    target = checked("https://www.a.gov.cn/通知?编号=1#p", Policy(), leads_to(*PUBLIC))

    assert (target.url, target.host, target.port, target.addresses, target.is_secure) == (
        "https://www.a.gov.cn/%E9%80%9A%E7%9F%A5?%E7%BC%96%E5%8F%B7=1",
        "www.a.gov.cn",
        443,
        ("93.184.216.34",),
        True,
    )


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://10.1.2.3/", "http://172.16.0.9/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data"),
        *("http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/", "http://[fc00::1]/", "http://[::]/", "http://0.0.0.0/"),
        *("http://2130706433/", "http://0177.0.0.1/", "http://0x7f.1/", "http://127.1/", "http://100.64.0.1/", "http://224.0.0.1/"),
        *("http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[::ffff:a9fe:a9fe]/", "http://localhost/"),
    ],
)
def test_an_inner_address_is_refused_however_it_is_spelt(url):
    with pytest.raises(AddressRefused) as refused:
        checked(url, Policy())

    assert "是内部地址，系统不访问" in str(refused.value)


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.5", "::1", "::ffff:10.0.0.5", "169.254.169.254", "fe80::1%eth0"])
def test_one_inner_address_among_public_ones_is_enough_to_refuse(inner):
    with pytest.raises(AddressRefused) as refused:
        checked("http://www.a.gov.cn/", Policy(), leads_to(*PUBLIC, inner))

    assert (
        str(refused.value)
        == f"“www.a.gov.cn”指向的{inner}是内部地址，系统不访问。如确是允许查看的内部网站，请系统管理员把它列入允许的网段或主机。"
    )


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://www.a.gov.cn/", "不是 http 或 https 网址"),
        ("file:///etc/passwd", "不是 http 或 https 网址"),
        ("http://u:p@www.a.gov.cn/", "带有账号或密码"),
        ("http://www.a.gov.cn:22/", "用的是22端口，系统只访问80和443端口"),
        ("http://www.a.gov.cn:99999/", "不是完整的网址"),
        ("https://www.example.gov.cn/1", "专作示例的网址"),
        ("http://a.invalid/", "专作示例的网址"),
    ],
)
def test_other_addresses_are_refused_with_the_reason(url, why):
    with pytest.raises(AddressRefused) as refused:
        checked(url, Policy(), leads_to(*PUBLIC))

    assert why in str(refused.value) and str(refused.value)[-1] == "。"


def test_listed_hosts_may_be_private_and_on_their_port_but_not_loopback():
    policy = Policy(hosts=frozenset({"oa.a.gov.cn:8080"}))

    assert checked("http://oa.a.gov.cn:8080/", policy, leads_to("10.1.1.1")).port == 8080
    for url, address in (("http://oa.a.gov.cn/", "10.1.1.1"), ("http://oa.a.gov.cn:8080/", "127.0.0.1")):
        with pytest.raises(AddressRefused):
            checked(url, policy, leads_to(address))


def test_listed_networks_open_exactly_themselves():
    policy = Policy(networks=(ipaddress.ip_network("10.20.0.0/16"),))

    assert checked("http://oa.a.gov.cn/", policy, leads_to("10.20.3.4", "::ffff:10.20.3.5")).addresses == ("10.20.3.4", "::ffff:10.20.3.5")
    with pytest.raises(AddressRefused):
        checked("http://oa.a.gov.cn/", policy, leads_to("10.21.0.1"))


def test_a_name_without_an_address_is_said_to_be_unknown():
    with pytest.raises(NameUnknown):
        checked("http://www.a.gov.cn/", Policy(), leads_to())


def test_control_signs_never_reach_the_line():
    assert spelt("http://www.A.gov.cn./a%0d%0aX: y z") == "http://www.a.gov.cn/a%0d%0aX:%20y%20z"


def test_settings_make_the_policy(settings):
    settings.FAZHI_LINK_NETWORKS, settings.FAZHI_LINK_HOSTS, settings.FAZHI_LINKS = "10.0.0.0/8, fd00::/8", "OA.a.gov.cn:81,", False

    assert policy_in_force() == Policy(
        False, (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8")), frozenset({"oa.a.gov.cn:81"})
    )
