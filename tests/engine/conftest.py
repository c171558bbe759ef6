"""A seeded calendar, a made-up notice for 2027, and the toy registers with a town that keeps them."""

import pytest

# Made up for the tests: the real notice for 2027 is not out. Weekdays are those of 2027.
NOTICE_2027 = """各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2027年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。2026年12月27日（周日）上班。
二、春节：2月5日（周五）至12日（周五）放假调休，共8天。2月13日（周六）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假调休，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天。
六、中秋节：9月15日（周三）放假1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。10月9日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2026年11月4日
"""


@pytest.fixture
def notice():
    return NOTICE_2027


@pytest.fixture
def seeded(db):
    """The years that the seed loaded."""
    from fazhi.records.holidays import seed  # not before Django is set up

    return seed()


@pytest.fixture(scope="module")
def toys(django_db_setup, django_db_blocker):
    """The toy registers, installed while the tests of a module run."""
    from engine.toys import installed

    with django_db_blocker.unblock(), installed():
        yield


@pytest.fixture
def town(toys, seeded):
    """A city with two departments, a county with one, a township, and people who act; every year loaded."""
    from engine.town import Town

    return Town()
