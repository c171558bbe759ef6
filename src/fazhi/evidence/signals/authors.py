"""Authors: a file that names another unit, or a person whose name stands in the files of several units."""

import re

from fazhi.people.models import Alias, Unit

from ..models import Severity, SignalKind, Version
from ..noting import fact
from .finding import Finding
from .others import others

MOST = 5  # other units that are named
_LABELS = {"author": "作者", "company": "单位", "modified_by": "最后保存者"}
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,8})?")
_NOBODY = re.compile(  # what programs and ready-made installations write in place of a name
    r"用户|管理员|办公|微软|电脑|系统|未定义|雨林木风|番茄花园|深度|联想|戴尔|惠普|华硕|方正|同方|宏碁|桌面|测试|默认|文印|打字|秘书|科室|作者|匿名"
)


def authors(version: Version) -> list[Finding]:
    """AUTHOR_DIFFERS, always a NOTE. Facts: {"said_by": field, "name", "units": [short name…]}."""
    if not version.made:
        return []
    named = _other_unit(version)
    return ([named] if named else []) + _shared_person(version)


def _other_unit(version: Version) -> Finding | None:
    """The author or company is a unit of the directory that is neither the supplier's, nor above or below it, nor the issuer."""
    stated = {field: spelt for field in _LABELS if len(spelt := str(version.made.get(field, "")).strip()) > 2}
    if not stated:
        return None
    names = _directory()
    issuers = fact(version, "organ") + version.item.issuer
    for field, spelt in stated.items():
        unit = names.get(_bare(spelt))
        if unit is None or _is_kin(unit, version.item.unit) or any(name in issuers for name in (unit.name, unit.short_name)):
            continue
        said = (
            f"文件的{_LABELS[field]}写的是“{spelt[:60]}”，材料由{version.item.unit}提供。"
            "上级或兄弟单位统一下发的模板、共用的电脑也会如此，请核对材料出自哪里。"
        )
        return Finding(
            SignalKind.AUTHOR_DIFFERS, Severity.NOTE, f"unit-{field}", said, {"said_by": field, "name": spelt, "units": [str(unit)]}
        )
    return None


def _directory() -> dict[str, Unit]:
    """Every name by which a unit is known, areas apart: a city's name in a file says nothing of who wrote it."""
    units = {unit.pk: unit for unit in Unit.objects.all() if not unit.is_area}
    names = {_bare(name): unit for unit in units.values() for name in (unit.short_name, unit.name)}
    aliases = {_bare(name): units[pk] for name, pk in Alias.objects.values_list("name", "unit") if pk in units}
    return {name: unit for name, unit in (aliases | names).items() if len(name) > 2}


def _bare(spelt: str) -> str:
    return re.sub(r"\s|[()（）]", "", spelt)


def _is_kin(one: Unit, other: Unit) -> bool:
    return one.contains(other) or other.contains(one)


def _shared_person(version: Version) -> list[Finding]:
    """The same personal author in files of other units; one finding a unit, so that each is open to who may read that unit's file."""
    name = version.made_by.strip()
    if not _NAME.fullmatch(name) or _NOBODY.search(name):
        return []
    found = others(version).filter(made_by=name).exclude(item__unit=version.item.unit_id).order_by("-pk")[:100]
    units: dict[int, Version] = {}
    for each in found:
        if each.blob_id != version.blob_id and not _is_kin(each.item.unit, version.item.unit):  # one file supplied by two has one author
            units.setdefault(each.item.unit_id, each)
    return [_shared(name, other) for other in list(units.values())[:MOST]]


def _shared(name: str, other: Version) -> Finding:
    unit = other.item.unit
    said = f"文件作者“{name}”也是{unit}的材料“{other.item.title[:60]}”的作者。人员调动、借用、同名或使用统一模板也会如此，请核对由谁起草。"
    facts = {"said_by": "author", "name": name, "units": [str(unit)]}
    return Finding(SignalKind.AUTHOR_DIFFERS, Severity.NOTE, f"person-{unit.pk}", said, facts, other)
