"""The frame: signing in and out, locking out, nameplates, the password, the menu, errors, and which campaign the pages are about."""

import pytest
from django.core.cache import cache
from django.test import Client

from fazhi.campaign.founding import found_campaign
from fazhi.journal.models import Entry
from fazhi.people.models import Post, Role
from fazhi.web.frame.tree import tree
from web.desks import address, error, signs_in, text, texts

PASSWORD = "Abc-12345"
WRONG = "账号或密码不对。请核对后重试；连续输错 5 次，账号将锁定 15 分钟。"


@pytest.fixture
def known(town):
    """教育联络员 with a password of her own."""
    town.liaison.user.set_password(PASSWORD)
    town.liaison.user.save()
    return town.liaison.user


def sign_in(client, user, password=PASSWORD, **more):
    return client.post("/login/", {"username": user.username, "password": password, **more})


def acts(verb):
    return [(entry.actor_name, entry.said, entry.object_id) for entry in Entry.objects.filter(verb=verb)]


def test_signing_in_leads_to_the_page_asked_for_and_is_journalled(known):
    answer = sign_in(Client(), known, next="/units/")

    assert (answer.status_code, answer.url) == (302, "/units/")
    assert acts("signed-in") == [("教育联络员", "登录了系统", str(known.pk))]


def test_signing_in_never_leads_to_another_site(known):
    assert sign_in(Client(), known, next="https://evil.example/").url == "/"


def test_wrong_password_says_the_same_as_an_unknown_account_and_keeps_the_account_typed(known):
    wrong = sign_in(Client(), known, "nonsense")
    unknown = Client().post("/login/", {"username": "nobody", "password": PASSWORD})

    assert (text(wrong, "//*[@role='alert']"), text(unknown, "//*[@role='alert']")) == (WRONG, WRONG)
    assert texts(wrong, "//input[@name='username']/@value") == [known.username]
    assert acts("signed-in") == []


def test_account_switched_off_cannot_sign_in(known):
    known.is_active = False
    known.save()

    assert text(sign_in(Client(), known), "//*[@role='alert']") == WRONG


def test_fifth_wrong_password_locks_the_account_and_is_journalled(known):
    answers = [sign_in(Client(), known, "nonsense") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert error(answers[-1]) == (429, "账号已暂时锁定", "密码连续输错 5 次。")
    assert error(sign_in(Client(), known)) == (429, "账号已暂时锁定", "密码连续输错 5 次。")
    assert acts("locked-out") == [("登录页", "连续输错密码，账号锁定 15 分钟", str(known.pk))]


def test_lock_is_one_entry_however_often_somebody_tries(known):
    for _ in range(9):
        sign_in(Client(), known, "nonsense")
    for _ in range(6):
        Client().post("/login/", {"username": known.username, "password": "nonsense"}, REMOTE_ADDR="10.9.9.9")

    assert sorted(Entry.objects.filter(verb="locked-out").values_list("address", flat=True)) == ["10.9.9.9", "127.0.0.1"]


def test_behind_a_proxy_one_client_does_not_lock_out_another(known, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    def tried(client, password):
        form = {"username": known.username, "password": password}
        return Client().post("/login/", form, HTTP_X_FORWARDED_FOR=f"6.6.6.6, {client}", HTTP_X_FORWARDED_PROTO="https", secure=True)

    answers = [tried("10.0.0.1", "nonsense") for _ in range(5)]

    assert (answers[-1].status_code, tried("10.0.0.1", PASSWORD).status_code, tried("10.0.0.2", PASSWORD).status_code) == (429, 429, 302)
    assert [tried(odd, "nonsense").status_code for odd in ("unknown", "", "9" * 80)] == [200, 200, 200]


def test_locking_out_an_account_nobody_has_leaves_no_entry(db):
    answers = [Client().post("/login/", {"username": "nobody", "password": "x"}) for _ in range(5)]

    assert (answers[-1].status_code, acts("locked-out")) == (429, [])


def test_signing_out_ends_the_session_and_is_journalled(town):
    client = town.browser(town.liaison)
    client.post("/logout/")

    assert signs_in(client.get("/"))
    assert acts("signed-out") == [("教育联络员", "退出了系统", str(town.liaison.user.pk))]


def test_page_asked_for_without_signing_in_is_named_for_afterwards(db):
    assert Client().get("/units/?sort=missing").url == "/login/?next=/units/%3Fsort%3Dmissing"


@pytest.mark.parametrize("header", ["HX-Request", "Tus-Resumable"])
def test_script_asking_after_the_session_ended_hears_it_in_words(db, header):
    answer = Client().get("/units/", headers={header: "1.0.0"})

    assert (answer.status_code, answer.content.decode()) == (401, "登录已过期。请重新登录，已上传的部分和已填写的内容不会丢失。")
    assert answer["HX-Redirect"] == "/login/?next=/"


# The password


def change(client, old, new, again=None):
    return client.post("/password/", {"old_password": old, "new_password1": new, "new_password2": again or new})


def test_first_password_has_to_be_changed_before_anything_else(known):
    known.must_change_password = True
    known.save()
    client = Client()
    sign_in(client, known)

    assert (client.get("/units/").status_code, client.get("/units/").url) == (302, "/password/")
    assert change(client, PASSWORD, "Xyz-98765").url == "/"
    assert client.get("/").status_code == 200
    assert [said for _, said, _ in acts("changed")] == ["修改了自己的密码"]


def test_changing_the_password_refuses_a_weak_or_a_mistyped_one_in_chinese(known):
    client = Client()
    sign_in(client, known)

    weak, other, wrong, same = (
        change(client, PASSWORD, "qwkzabcd"),
        change(client, PASSWORD, "Xyz-98765", "Xyz-98766"),
        change(client, "?", "Xyz-98765"),
        change(client, PASSWORD, PASSWORD),
    )

    assert [answer.status_code for answer in (weak, other, wrong, same)] == [422] * 4
    assert [texts(answer, "//ul[contains(@class,'errorlist')]/li") for answer in (weak, other, wrong, same)] == [
        ["密码须同时含有大写字母、小写字母、数字、符号中的至少三种。"],
        ["输入的两个密码不一致。"],
        ["你的旧密码不正确。请重新输入。"],
        ["新密码与现在的密码相同，没有修改。请换一个新密码。"],
    ]
    known.refresh_from_db()
    assert known.check_password(PASSWORD)


# Nameplates


def test_switching_nameplates_turns_the_pages_to_the_other_post(town):
    other = Post.objects.create(user=town.liaison.user, unit=town.police, role=Role.HEAD, since="2025-01-01")
    client = town.browser(town.liaison)
    plates = texts(client.get("/me/"), "//main//li[.//span[@class='grow']]")

    assert plates[:2] == ["市教育局联络员 当前身份", "市公安局分管领导切换"]
    assert client.post(address("switch-post", other.pk)).url == "/"
    assert text(client.get("/me/"), "//p[@class='lead']") == "市公安局分管领导"


def test_nobody_takes_another_persons_nameplate(town):
    client = town.browser(town.liaison)

    assert client.post(address("switch-post", town.force.post.pk)).status_code == 404
    assert text(client.get("/me/"), "//p[@class='lead']") == "市教育局联络员"


def test_person_without_a_post_can_sign_in_and_do_nothing(town):
    Post.objects.filter(user=town.liaison.user).update(until="2025-02-01")
    client = town.browser(town.liaison)

    assert client.get("/").status_code == 200
    assert [client.get(page).status_code for page in ("/indicators/", "/items/", "/search/?q=清单")] == [403, 403, 403]


# Menu, campaign, tree, errors


@pytest.mark.parametrize(
    ("who", "lines"),
    [
        ("liaison", "今天要做的 创建方案 指标体系 责任单位 材料充足度 台账数据 数据指标 佐证材料 材料信号 审核 入包材料 申报台账"),
        (
            "force",
            "今天要做的 创建方案 指标体系 责任矩阵 责任单位 材料充足度 台账数据 数据指标 佐证材料 材料信号 审核 报告 "
            "申报材料包 申报台账 创建活动 单位与人员 节假日",
        ),
        (
            "leader",
            "今天要做的 创建方案 指标体系 责任矩阵 责任单位 材料充足度 台账数据 数据指标 佐证材料 材料信号 报告 申报材料包 申报台账",
        ),
        ("audit", "今天要做的 日志"),
    ],
)
def test_menu_has_what_the_role_may_open_and_every_line_opens(town, who, lines):
    client = town.browser(getattr(town, who))
    page = client.get("/me/")

    assert texts(page, "//aside//nav/a") == lines.split()
    assert {client.get(url, follow=True).status_code for url in texts(page, "//aside//nav/a/@href")} == {200}


def test_choosing_a_campaign_turns_every_page_to_it(town):
    second = found_campaign(
        town.force,
        town.city,
        "下一轮创建",
        town.campaign.plan,
        town.edition("test-two"),
        cycle_start=town.campaign.cycle_start,
        cycle_end=town.campaign.cycle_end,
    )
    client = town.browser(town.force)
    before = text(client.get("/"), "//header//details[1]/summary")
    client.post(address("choose-campaign", second.pk))

    assert (before, text(client.get("/"), "//header//details[1]/summary")) == ("金昌创建", "下一轮创建")


def test_campaign_that_one_may_not_open_cannot_be_chosen(town):
    client = town.browser(town.county_liaison)

    assert client.post(address("choose-campaign", town.campaign.pk)).status_code == 404
    assert texts(client.get("/"), "//*[contains(text(), '金昌创建')]") == []


def test_tree_groups_the_indicators_and_opens_the_branch_one_is_in(town):
    demands = list(town.campaign.demands.select_related("indicator"))
    shown = type("Page", (), {"content": tree(demands, {demands[0].pk: "accepted", demands[1].pk: "none"}, demands[0].pk).encode()})

    assert texts(shown, "//summary") == ["一、政府职能依法全面履行 1/2", "二、依法行政制度体系完善", "三、附加项"]
    assert texts(shown, "//details[@open]/summary") == ["一、政府职能依法全面履行 1/2"]
    assert texts(shown, "//a[@aria-current='page']") == ["1.1.1 按期办结"]


def test_tree_escapes_the_names_of_indicators(town):
    demand = town.at("1.1.1")
    demand.indicator.title = "<script>alert(1)</script>"

    assert "<script" not in tree([demand], {})


def test_unknown_address_is_answered_in_chinese(town):
    answer = town.browser(town.liaison).get("/nothing/here/")

    assert error(answer) == (404, "没有找到这一页", "地址不存在，或其中的内容不对您开放。")


def test_form_from_an_expired_page_is_refused_in_words(town):
    client = Client(enforce_csrf_checks=True)
    client.force_login(town.force.user, backend="django.contrib.auth.backends.ModelBackend")

    assert error(client.post("/logout/"))[:2] == (403, "页面已过期")


def test_upload_script_hears_a_refusal_as_plain_words(town):
    answer = town.browser(town.leader).post("/uploads/", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "5"})

    assert (answer.status_code, answer["Content-Type"]) == (403, "text/plain; charset=utf-8")
    assert answer.content.decode() == (
        "不能打开：这一页由联络员、分管领导、创建工作专班使用。如您兼任其他职务，请在右上角切换身份。如认为应当可以，请联系本单位联络员或创建工作专班。"
    )


def test_count_in_the_corner_is_what_waits_for_the_reader(town):
    town.brought("head", "1.2.1")
    cache.clear()

    assert texts(town.browser(town.colleague).get("/me/"), "//*[@class='badge-count']") == ["1"]


def test_sample_data_says_that_it_is_one(town):
    town.campaign.is_sample = True
    town.campaign.save()

    assert texts(town.browser(town.liaison).get("/"), "//div[@class='sample']") == ["示例数据：人名、文号、材料均为虚构，仅供试用。"]


def test_actor_acts_from_the_address_of_the_request(known):
    Client().post("/login/", {"username": known.username, "password": PASSWORD}, REMOTE_ADDR="10.1.2.3", HTTP_X_FORWARDED_FOR="6.6.6.6")

    assert Entry.objects.get(verb="signed-in").address == "10.1.2.3"
