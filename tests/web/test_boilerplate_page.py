"""通用文字: laws, plans and templates that are left out when texts are compared."""

from fazhi.evidence.models import Boilerplate
from web.desks import error, refusal, rows, said

LAW = "国家机关应当依照法定的权限和程序履行职责，做到严格规范公正文明执法。（示例条文）"


def added(town, who=None, **fields):
    return town.browser(who or town.force).post("/signals/boilerplate/add/", {"title": "示例法律", "text": LAW, **fields}, follow=True)


def test_confirmed_plan_is_common_text_by_itself(town):
    listed = rows(town.browser(town.liaison).get("/signals/boilerplate/"))

    assert [row[:4] for row in listed] == [[str(town.campaign.plan), "金昌市", listed[0][2], "比对时不计"]]


def test_text_is_added_and_dropped_and_stays_in_the_list(town):
    assert said(added(town)) == ["“示例法律”已列为通用文字，以后比对材料时不计。"]
    held = Boilerplate.objects.get(title="示例法律")
    answer = town.browser(town.force).post(f"/signals/boilerplate/{held.pk}/drop/", follow=True)

    assert said(answer) == ["“示例法律”已移出通用文字，以后比对材料时重新计入。"]
    assert [row[0] for row in rows(answer)] == [str(town.campaign.plan), "示例法律"]


def test_text_too_short_is_refused_and_what_was_typed_stays(town):
    answer = added(town, text="太短")

    assert (answer.status_code, refusal(answer)) == (422, "通用文字要有20到50万个字，这里有2个。请粘贴完整的正文。")
    assert "示例法律" in answer.content.decode()


def test_only_the_task_force_adds(town):
    assert error(added(town, town.liaison))[0] == 403
    assert not Boilerplate.objects.filter(title="示例法律").exists()


def test_list_takes_the_same_queries_for_one_and_for_thirty(town, queries):
    few = queries(town.browser(town.force), "/signals/boilerplate/")
    for no in range(30):
        added(town, title=f"示例法律{no}", text=f"{LAW}{no}")

    assert queries(town.browser(town.force), "/signals/boilerplate/") == few
