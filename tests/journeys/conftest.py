"""Browsers, and the made-up city on a running site. The tests of a journey share no data: each begins with an empty database."""

import os
import shutil
from datetime import date
from random import Random
from types import SimpleNamespace

import pytest

from journeys.steps import sign_in

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 15_000  # milliseconds; a page of ours takes some tens, but the machine may be busy
WINDOW = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items):
    """Every journey drives a browser; where none is found it is skipped and says so."""
    found = any(map(shutil.which, CHROMIUM))
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if not found:
                item.add_marker(pytest.mark.skip(reason="没有找到 Chromium，浏览器旅程跳过。安装方法：apt install chromium fonts-noto-cjk"))


@pytest.fixture(scope="module")
def chromium():
    """A browser without a window. Playwright keeps an event loop in this thread, which Django takes for asynchronous code."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=next(filter(None, map(shutil.which, CHROMIUM))), args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def city(live_server):
    """The sample city's units and people; no plan and no work yet."""
    from fazhi.people.actor import acting
    from fazhi.people.founding import found
    from fazhi.people.models import Role, Unit
    from fazhi.plan.editions import load_shipped
    from fazhi.review.reasons import load_reasons
    from fazhi.sample import persons, units

    load_shipped()
    load_reasons()
    made = SimpleNamespace(today=date.today(), password=persons.PASSWORD)
    admins = found(units.CITY, units.SHORT, persons.ADMINS, made.today)
    made.units = units.make_units(acting(admins[Role.SYSTEM_ADMIN][0]), Unit.objects.get())
    made.unit = made.units[units.SHORT]
    made.cast = persons.make_people(acting(admins[Role.SECURITY_ADMIN][0]), made.units, made.today, Random(2025))
    made.force = made.cast.by_name["zhuanban"]
    return made


@pytest.fixture
def work(city):
    """The city with its campaign under way on the sample plan."""
    from fazhi.sample.plans import make_campaign
    from fazhi.sample.units import name_collectives

    name_collectives(city.force, city.units, city.today, wide=False)
    city.campaign = make_campaign(city.cast, city.units, Random(2025))
    return city


@pytest.fixture
def people(chromium, live_server, city):
    """username → a page on which that person is signed in, each in a browser profile of its own.

    What a console or the site's policy complained of, and every request to somewhere else, is in `people.complaints`.
    """
    contexts, complaints = [], []

    def complain(username, words):
        complaints.append(f"{username} {words}")

    def signed_in(username, *, script=True):
        context = chromium.new_context(
            base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", java_script_enabled=script, viewport=WINDOW
        )
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda message: message.type == "error" and complain(username, message.text))
        ours = (live_server.url, "data:", "blob:")
        context.on("request", lambda request: request.url.startswith(ours) or complain(username, request.url))
        contexts.append(context)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, username, city.password)
        return page

    signed_in.complaints = complaints
    yield signed_in
    for context in contexts:
        context.close()
