"""A hostile file at the upload page: what the browser gets back, and what is left behind."""

import pytest

from evidence import files, hostile
from fazhi.evidence.models import Blob, Item, Upload
from fazhi.journal.models import Entry, Verb
from web.test_pages_uploads import Sender

SAID = "这个文件含有宏或控件，打开时会运行程序，有安全风险。请另存为不含宏的格式（.docx、.xlsx、.pptx）后再上传。"


@pytest.fixture
def sender(town):
    return Sender(town.browser(town.liaison))


def test_page_answers_a_hostile_file_with_the_reason_and_keeps_nothing(town, sender):
    before = Blob.objects.count(), Item.objects.count()
    answer = sender.sent("方案.docx", files.docm_file())

    assert (answer.status_code, answer.json()) == (422, {"said": SAID})
    assert (Upload.objects.get().state, Upload.objects.get().refusal) == ("refused", SAID)
    assert (Blob.objects.count(), Item.objects.count()) == before
    entry = Entry.objects.filter(verb=Verb.REFUSED).get()
    assert (entry.said, entry.actor_name) == (f"上传的文件“方案.docx”被拒收：{SAID}", town.liaison.user.name)


def test_page_says_that_the_scanner_is_silent_and_keeps_the_file(sender, settings, tmp_path):
    settings.FAZHI_CLAMD, settings.FAZHI_CLAMD_REQUIRED = f"unix:{tmp_path}/none", True

    answer = sender.sent("检测.txt", hostile.EICAR)

    said = "查毒程序暂时没有应答，未查毒的文件不能接收。文件已传到服务器，没有丢失：请稍后再传，恢复后系统也会自动接着检查。"
    assert (answer.status_code, answer.content.decode(), Upload.objects.get().state) == (503, said, "receiving")
