"""A city with a draft plan, and somebody in each role that matters, each with a browser."""

import re
from datetime import date
from types import SimpleNamespace

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from fazhi.people.actor import acting
from fazhi.people.models import Post, Role, Unit, UnitKind, User
from fazhi.plan.importing import import_plan

TEXT = """临江市人民政府关于印发《临江市创建法治政府示范市实施方案》的通知
临政发〔2025〕7号
临江市创建法治政府示范市实施方案
二、主要创建任务
主要围绕10项一级指标、34项二级指标、104项三级指标开展工作。
（一）政府职能依法全面履行
1.优化公共服务。政务服务事项网上可办率不低于90%。<b>不是标签</b>。（牵头单位：市司法局、市教育局；责任单位：市直各有关单位）
2.加强事中事后监督。全面推行联合监管。（牵头单位：市教育局；责任单位：市神秘局）
（二）依法行政制度体系完善
3.加强规范性文件管理。合法性审核率达到100%。（牵头单位：市司法局；责任单位：市神秘局）
三、实施步骤
（一）部署启动（2025年6月初至6月中旬）。1.全面动员部署。召开会议。
（二）评估验收（2025年11月至示范创建活动结束）。迎接评估。
"""


def make_city():
    """临江市 with two bureaus and a county; somebody in each role that matters, each with a browser."""
    made = SimpleNamespace()
    made.unit = Unit.objects.create(name="临江市", short_name="临江市", kind=UnitKind.CITY)
    made.justice = Unit.objects.create(name="临江市司法局", short_name="市司法局", kind=UnitKind.GOVERNMENT, parent=made.unit, order=1)
    made.education = Unit.objects.create(name="临江市教育局", short_name="市教育局", kind=UnitKind.GOVERNMENT, parent=made.unit, order=2)
    made.county = Unit.objects.create(name="永安县", short_name="永安县", kind=UnitKind.COUNTY, parent=made.unit, order=3)
    made.taskforce = browser("专班", Role.TASKFORCE, made.unit)
    made.liaison = browser("联络员", Role.LIAISON, made.justice)
    made.stranger = browser("县专班", Role.TASKFORCE, made.county)
    made.actor = acting(User.objects.get(name="专班"))
    return made


def browser(name, role, unit):
    user = User.objects.create(username=f"u{User.objects.count()}", name=name)
    Post(user=user, unit=unit, role=role, since=date(2025, 1, 1)).save()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def make_plan(city):
    return import_plan(city.actor, city.unit, text=TEXT)


def address(name, *args):
    return reverse(name, args=args)


def said(response):
    """The one message that the next page will show."""
    (message,) = get_messages(response.wsgi_request)
    return str(message)


def named(plan, name):
    return [mention for task in plan.tasks.all() for mention in task.mentions.all() if mention.name == name]


def without_tags(html):
    return re.sub(r"<[^>]+>", "", html)


def settle_names(city, plan, *names):
    """Say who everybody is, so that the plan can be confirmed."""
    for name in names or ("市直各有关单位", "市神秘局"):
        mention = named(plan, name)[0]
        city.taskforce.post(address("plan-mention", plan.pk, mention.pk), {"meaning": f"unit:{city.education.pk}", "everywhere": "on"})
