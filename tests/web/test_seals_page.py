"""The page of 封存, the proof of an entry, and the mark of a seal in a trail: who sees them and what they say."""

import json
import re
from hashlib import sha256

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from fazhi.jobs.models import Ticket
from fazhi.jobs.worker import drain
from fazhi.journal import triggers
from fazhi.journal.models import Checkpoint, Entry, Verb
from fazhi.journal.sealing import seal_now
from fazhi.journal.write import SYSTEM, write
from fazhi.people.models import Role
from fazhi.people.units import edit_unit
from web.desks import address
from web.offices import Offices, refusal, text_of


@pytest.fixture
def offices(db, settings, tmp_path):
    settings.HOME = tmp_path
    made = Offices()
    edit_unit(made.actor("系统员"), made.education, name="临江市教育体育局")
    write(Verb.IMPORTED, made.city, "导入了2027年的放假安排", by=SYSTEM)
    return made


plain = text_of


def led_to(leaf, number, size, path):
    """The root that a path leads to, by the definition of RFC 6962, section 2.1.1."""
    if size == 1:
        return sha256(b"\x00" + leaf).digest()
    half = 1
    while half * 2 < size:
        half *= 2
    *below, top = path
    if number < half:
        return sha256(b"\x01" + led_to(leaf, number, half, below) + top).digest()
    return sha256(b"\x01" + top + led_to(leaf, number - half, size - half, below)).digest()


def test_before_anything_is_sealed_the_page_says_so_and_seals_at_once(offices):
    assert "还没有封存" in plain(offices.audit.get(reverse("seals")))

    response = offices.audit.post(address("seal-act", "seal"), follow=True)

    held = Checkpoint.objects.get()
    assert held.size == Entry.objects.count()
    assert f"已封存 {held.size} 条" in plain(response) and held.root in plain(response) and held.fingerprint in plain(response)


def test_a_checkpoint_is_saved_as_the_file_that_others_check(offices):
    seal_now()
    held = Checkpoint.objects.get()

    response = offices.audit.get(address("checkpoint", held.size))

    assert json.loads(response.content)["root"] == held.root
    assert response["Content-Disposition"].startswith("attachment")
    assert offices.audit.get(address("checkpoint", held.size + 1)).status_code == 404


def test_verifying_is_a_job_an_entry_and_shown_in_words(offices):
    seal_now()
    response = offices.audit.post(address("seal-act", "verify"), follow=True)
    assert "正在核对" in plain(response)
    assert Entry.objects.first().said == "要求核对全部日志"
    assert Ticket.objects.filter(label="核对日志").count() == 1
    triggers.install(connection)
    drain()

    held = Checkpoint.objects.get()
    page = plain(offices.audit.get(reverse("seals")))
    assert f"一切正常 核对了 {held.size} 条日志、1 个检查点、" in page
    assert "尚未封存 1 条。" in page

    with connection.cursor() as cursor:
        triggers.remove(connection)
        cursor.execute("UPDATE journal_entry SET said = '别的' WHERE id = %s", [Entry.objects.order_by("pk").first().pk])
    offices.audit.post(address("seal-act", "verify"))
    drain()
    page = plain(offices.audit.get(reverse("seals")))
    assert f"发现问题 共 {3 * len(triggers.TABLES) + 1} 处" in page
    assert "第 1 条" in page and "被改动：现在的内容与封存时的不一致" in page


def test_the_auditor_of_a_county_does_not_verify_other_areas(offices):
    response = offices.browser("县审计员", Role.AUDIT_ADMIN, offices.county).post(address("seal-act", "verify"))

    assert response.status_code == 422
    assert refusal(response) == "核对涉及所有地区的数据，由最上一级的审计管理员办理。请与其联系。"
    assert Ticket.objects.count() == 0


def test_a_proof_leads_from_the_entry_to_the_signed_root(offices):
    entries = list(Entry.objects.order_by("pk"))
    seal_now()
    held = Checkpoint.objects.get()

    page = offices.audit.get(address("entry-proof", entries[1].pk))
    assert f"第 2 条，已封存于 {timezone.localtime(held.at):%Y年}" in plain(page)
    assert f"（共 {held.size} 条），与检查点一致。" in plain(page)
    told = json.loads(offices.audit.get(address("entry-proof", entries[1].pk) + "?file").content)
    assert led_to(told["leaf"].encode(), told["index"], held.size, [bytes.fromhex(step) for step in told["path"]]).hex() == held.root
    assert json.loads(told["leaf"])["id"] == entries[1].pk
    assert json.loads(told["checkpoint"])["root"] == held.root


def test_an_entry_changed_by_hand_no_longer_agrees(offices):
    entry = Entry.objects.order_by("pk").first()
    seal_now()
    triggers.remove(connection)  # as an administrator of the database would
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_entry SET said = '别的' WHERE id = %s", [entry.pk])
    triggers.install(connection)

    assert "与封存时的内容不一致" in plain(offices.audit.get(address("entry-proof", entry.pk)))


def test_a_trail_bears_seals_and_its_links_open_for_its_reader_alone(offices):
    system, other = offices.system, offices.taskforce
    page = reverse("directory-unit", args=[offices.education.pk])
    assert 'class="seal"' not in system.get(page).content.decode()
    seal_now()

    links = re.findall(r'class="seal" href="([^"]+)"', system.get(page).content.decode())

    assert len(links) == 1
    link = links[0].replace("&amp;", "&")
    assert "与检查点一致" in plain(system.get(link))
    told = json.loads(system.get(link + "&file").content)
    assert "leaf" not in told and len(told["leaf_hash"]) == 64
    assert other.get(link).status_code == 404
    assert system.get(link.partition("?")[0]).status_code == 404


def test_the_page_asks_as_much_with_many_checkpoints_as_with_one(offices, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as asked:
            offices.audit.get(reverse("seals"))
        return len(asked)

    seal_now()
    count()
    one = count()
    for _ in range(30):
        write(Verb.CHANGED, offices.city, "修改了单位", by=SYSTEM)
        seal_now()
    assert count() == one
