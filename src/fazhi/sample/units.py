"""The units of the sample city: the 40 that a plan names, two counties with what lies below them, and what collective names mean."""

from collections.abc import Iterator
from datetime import date

from fazhi.people.actor import Actor
from fazhi.people.collectives import add_collective, expand
from fazhi.people.models import Unit, UnitKind
from fazhi.people.units import add_unit

CITY, SHORT = "示例市", "示例市"
MORE = "市示例"  # begins the names of the bodies that are there only to be many

PARTY = ("市委办公室", "市委组织部", "市委宣传部", "市委政法委", "市委编办", "市委网信办", "市委党校", "市委依法治市办")
BODIES = (
    ("市纪委监委机关", UnitKind.DISCIPLINE),
    ("市人大常委会办公室", UnitKind.CONGRESS),
    ("市政协办公室", UnitKind.CPPCC),
    ("市中级人民法院", UnitKind.COURT),
    ("市人民检察院", UnitKind.PROCURATORATE),
    ("市工商联", UnitKind.MASS),
    ("市税务局", UnitKind.VERTICAL),
)
GOVERNMENT = (
    *("市政府办公室", "市司法局", "市教育局", "市公安局", "市民政局", "市财政局", "市人社局", "市自然资源局", "市生态环境局"),
    *("市住建局", "市交通运输局", "市农业农村局", "市商务局", "市文广旅局", "市卫健委", "市应急管理局", "市审计局", "市市场监管局"),
    *("市发改委", "市统计局", "市工信局", "市政府国资委", "市信访局", "市政务服务中心", "市招商局"),
)
FULL = {
    "市委编办": "中共示例市委机构编制委员会办公室",
    "市委网信办": "中共示例市委网络安全和信息化委员会办公室",
    "市委政法委": "中共示例市委政法委员会",
    "市委依法治市办": "中共示例市委全面依法治市委员会办公室",
    "市纪委监委机关": "中共示例市纪律检查委员会机关",
    "市政协办公室": "政协示例市委员会办公室",
    "市工商联": "示例市工商业联合会",
    "市税务局": "国家税务总局示例市税务局",
    "市政府办公室": "示例市人民政府办公室",
    "市人社局": "示例市人力资源和社会保障局",
    "市住建局": "示例市住房和城乡建设局",
    "市文广旅局": "示例市文化广电和旅游局",
    "市卫健委": "示例市卫生健康委员会",
    "市市场监管局": "示例市市场监督管理局",
    "市发改委": "示例市发展和改革委员会",
    "市工信局": "示例市工业和信息化局",
    "市政府国资委": "示例市人民政府国有资产监督管理委员会",
}
ALIASES = {
    "市委依法治市办": ("市依法治市办",),
    "市纪委监委机关": ("市纪委监委",),
    "市人大常委会办公室": ("市人大办",),
    "市政协办公室": ("市政协办",),
    "市中级人民法院": ("市中院", "市法院"),
    "市人民检察院": ("市检察院",),
    "市政府办公室": ("市政府办",),
    "市人社局": ("市人力资源社会保障局",),
    "市住建局": ("市住房城乡建设局",),
    "市市场监管局": ("市市场监督管理局",),
    "市发改委": ("市发展改革委",),
    "市政府国资委": ("市国资委",),
    "市政务服务中心": ("市政务大厅",),
}
RELEVANT = ("市教育局", "市公安局", "市民政局", "市人社局", "市交通运输局", "市卫健委", "市应急管理局", "市税务局")
ENFORCING = (
    *("市公安局", "市生态环境局", "市交通运输局", "市农业农村局", "市文广旅局"),
    *("市卫健委", "市应急管理局", "市市场监管局", "市自然资源局"),
)

COUNTIES = {"永昌县": ("示例一镇", "示例二镇", "示例三镇", "示例四乡"), "金川区": ("示例五镇", "示例六镇", "示例一街道", "示例二街道")}
OFFICES = ("政府办公室", "司法局", "教育局", "公安局", "财政局", "市场监管局", "卫健局")
VILLAGES = {"示例一镇": ("示例新村", "示例河湾村"), "示例五镇": ("示例南庄村",), "示例一街道": ("示例和平社区",)}


def make_units(admin: Actor, city: Unit) -> dict[str, Unit]:
    """Short name → unit, for the city and all below it."""
    made = {city.short_name: city}
    for short, kind in city_units():
        full = FULL.get(short) or (f"中共示例市委{short[2:]}" if kind == UnitKind.PARTY else f"示例{short}")
        made[short] = add_unit(admin, full, short, kind, city, aliases=ALIASES.get(short, ()))
    for name, townships in COUNTIES.items():
        county = made[name] = add_unit(admin, name, name, UnitKind.COUNTY, city, aliases=(f"示例市{name}",))
        made[f"{name}委"] = add_unit(admin, f"中共{name}委员会", f"{name}委", UnitKind.PARTY, county)
        made[f"{name}政府"] = add_unit(admin, f"{name}人民政府", f"{name}政府", UnitKind.GOVERNMENT, county)
        for office in OFFICES:
            made[f"{name}{office}"] = add_unit(admin, f"{name}{office}", f"{name}{office}", UnitKind.GOVERNMENT, county)
        for town in townships:
            township = made[town] = add_unit(admin, f"{name}{town}", town, UnitKind.TOWNSHIP, county)
            for village in VILLAGES.get(town, ()):
                made[village] = add_unit(admin, f"{town}{village}", village, UnitKind.VILLAGE, township)
    return made


def city_units() -> Iterator[tuple[str, UnitKind]]:
    """The 40 that the plan names, in the order of the directory."""
    yield from ((short, UnitKind.PARTY) for short in PARTY)
    yield from BODIES
    yield from ((short, UnitKind.GOVERNMENT) for short in GOVERNMENT)


def make_more(admin: Actor, units: dict[str, Unit], count: int) -> None:
    """More bodies of the city until there are `count` units, for measuring."""
    for no in range(1, count - len(units) + 1):
        name = f"{MORE}{no}中心"
        units[name] = add_unit(admin, f"示例{name}", name, UnitKind.GOVERNMENT, units[SHORT])


def name_collectives(force: Actor, units: dict[str, Unit], since: date, *, wide: bool) -> None:
    """Say whom the plans' collective names mean; `wide` takes every department, as a large city would."""
    every = [short for short in units if short.startswith(MORE) or (short in GOVERNMENT and short != "市司法局")]
    relevant = every if wide else list(RELEVANT)
    city, county = units[SHORT], units["永昌县"]
    meant = (
        (city, "市直有关部门单位", relevant),
        (city, "各行政执法部门单位", list(ENFORCING)),
        (city, "县区政府", [f"{name}政府" for name in COUNTIES]),
        (city, "县区党委", [f"{name}委" for name in COUNTIES]),
        (county, "各乡镇", list(COUNTIES["永昌县"])),
        (county, "县直有关部门", [f"永昌县{office}" for office in ("教育局", "公安局", "市场监管局", "卫健局")]),
    )
    for area, name, members in meant:
        expand(force, add_collective(force, area, name), [units[short] for short in members], since)
