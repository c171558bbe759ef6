"""Editions in the database: saving what the catalogue reads, linking one edition to the next, and answering other schemes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet

from fazhi.engine.metrics import metrics_of
from fazhi.engine.register import registers
from fazhi.journal.write import SYSTEM, Verb, Who, write
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.models import Role
from fazhi.people.units import written
from fazhi.records.figures import full_name

from . import catalogue
from .catalogue.load import EVERY_UNIT, PRINCIPAL
from .models import Edition, EditionLink, Indicator, Material, Scheme, SchemeItem
from .refusal import Refused

ASKED_OF = {EVERY_UNIT: Material.AskedOf.EACH, PRINCIPAL: Material.AskedOf.PRINCIPAL}
SAID_OF = {asked: said for said, asked in ASKED_OF.items()}


@transaction.atomic
def save_edition(edition: catalogue.Edition, actor: Actor | None = None) -> Edition:
    """Store an edition read by the catalogue. Saving the same again changes nothing; another content under a used slug is refused."""
    by = _who(actor, "导入指标版本")
    if problems := [*catalogue.check(edition), *unknown_metrics(edition)]:
        raise Refused(*problems)
    saved = Edition.objects.filter(slug=edition.slug).first()
    if saved is not None:
        if as_read(saved) == as_read_back(edition):
            return saved
        if without_metrics(as_read(saved)) == without_metrics(as_read_back(edition)):
            return measured_anew(saved, edition, by)
        raise Refused(
            f"代号“{edition.slug}”已被《{saved.name}》使用，而内容不同；已有版本不能改写，以免动了正在用它的创建活动。请换一个代号再导入。"
        )
    saved = Edition.objects.create(slug=edition.slug, name=edition.name, is_official=edition.official, note=edition.note)
    indicators = Indicator.objects.bulk_create(_row(saved, *each) for each in edition.walk())
    Material.objects.bulk_create(
        Material(indicator=row, order=order, name=each.name, kind=each.kind, count=each.count, asked_of=ASKED_OF[each.asked_of])
        for row, indicator in zip(indicators, edition.indicators, strict=True)
        for order, each in enumerate(indicator.materials)
    )
    write(Verb.IMPORTED, saved, f"导入了指标版本“{saved}”，三级指标 {len(indicators)} 项", by=by, about=indicators)
    return saved


def _row(saved: Edition, one: catalogue.LevelOne, two: catalogue.LevelTwo, indicator: catalogue.Indicator) -> Indicator:
    return Indicator(
        edition=saved,
        code=indicator.code,
        no=indicator.no,
        level1_no=one.no,
        level1_name=one.name,
        level2_no=two.no,
        level2_name=two.name,
        title=indicator.title,
        measures=indicator.measures,
        targets=indicator.targets,
        registers=list(indicator.registers),
        methods=list(indicator.methods),
        sources=list(indicator.sources),
        kind=indicator.kind,
        metrics=list(indicator.metrics),
        no_metric=indicator.no_metric,
    )


def unknown_metrics(edition: catalogue.Edition) -> list[str]:
    """What the edition calls a figure and no register computes."""
    known = {full_name(model, name) for model in registers().values() for name in metrics_of(model)}
    return [
        f"指标 {indicator.code} 的判定算法“{name}”不存在。请改用“数据指标”页列出的算法名。"
        for indicator in edition.indicators
        for name in indicator.metrics
        if name not in known
    ]


def without_metrics(edition: catalogue.Edition) -> catalogue.Edition:
    """The edition's own words alone: which figures judge it is ours to say, and may be said anew."""
    levels = (
        replace(
            one,
            groups=tuple(
                replace(two, indicators=tuple(replace(each, metrics=(), no_metric="") for each in two.indicators)) for two in one.groups
            ),
        )
        for one in edition.levels
    )
    return replace(edition, levels=tuple(levels))


def measured_anew(saved: Edition, edition: catalogue.Edition, by: Who) -> Edition:
    """The same edition, judged by other figures than before."""
    said, changed = edition.by_code, []
    for row in saved.indicators.all():
        metrics, why = list(said[row.code].metrics), said[row.code].no_metric
        if (row.metrics, row.no_metric) != (metrics, why):
            row.metrics, row.no_metric = metrics, why
            changed.append(row)
    Indicator.objects.bulk_update(changed, ["metrics", "no_metric"])
    write(Verb.CHANGED, saved, f"更新了指标版本“{saved}”的判定算法，涉及三级指标 {len(changed)} 项", by=by, about=changed)
    return saved


def load_shipped() -> list[Edition]:
    """Store every edition that comes with the system; safe to call at each set-up."""
    return [save_edition(catalogue.load(path)) for path in catalogue.shipped().values()]


def as_read(edition: Edition) -> catalogue.Edition:
    """The stored edition in the catalogue's shape, for comparing and for export. Three queries."""
    materials: dict[int, list[catalogue.Material]] = defaultdict(list)
    for each in Material.objects.filter(indicator__edition=edition).order_by("order", "id"):
        materials[each.indicator_id].append(catalogue.Material(each.name, each.kind, each.count, SAID_OF[Material.AskedOf(each.asked_of)]))
    levels = []
    rows = list(edition.indicators.order_by("no"))
    for (one_no, one_name), under_one in groupby(rows, key=lambda row: (row.level1_no, row.level1_name)):
        groups = [
            catalogue.LevelTwo(two_no, two_name, tuple(_indicator(row, materials[row.pk]) for row in under_two))
            for (two_no, two_name), under_two in groupby(under_one, key=lambda row: (row.level2_no, row.level2_name))
        ]
        levels.append(catalogue.LevelOne(one_no, one_name, tuple(groups)))
    return catalogue.Edition(edition.slug, edition.name, edition.is_official, edition.note, tuple(levels))


def as_read_back(edition: catalogue.Edition) -> catalogue.Edition:
    """A catalogue edition as it would come back from the database: without the notes on second-level indicators."""
    levels = (
        catalogue.LevelOne(one.no, one.name, tuple(catalogue.LevelTwo(two.no, two.name, two.indicators) for two in one.groups))
        for one in edition.levels
    )
    return catalogue.Edition(edition.slug, edition.name, edition.official, edition.note, tuple(levels))


def _indicator(row: Indicator, materials: Iterable[catalogue.Material]) -> catalogue.Indicator:
    return catalogue.Indicator(
        code=row.code,
        no=row.no,
        title=row.title,
        measures=row.measures,
        targets=row.targets,
        registers=tuple(row.registers),
        materials=tuple(materials),
        methods=tuple(row.methods),
        kind=row.kind,
        sources=tuple(row.sources),
        metrics=tuple(row.metrics),
        no_metric=row.no_metric,
    )


@transaction.atomic
def propose_links(old: Edition, new: Edition, actor: Actor | None = None) -> list[catalogue.Link]:
    """Propose how the new edition continues the old one. What a person confirmed stays; new and gone ones are returned without a row."""
    by = _who(actor, "对照指标版本")
    if old.pk == new.pk:
        raise Refused("新旧两个指标版本是同一个，无从对照。请另选一个版本。")
    olds, news = ({row.code: row for row in edition.indicators.all()} for edition in (old, new))
    proposed = catalogue.compare(as_read(old), as_read(new))
    standing = EditionLink.objects.filter(old__edition=old, new__edition=new)
    standing.filter(is_confirmed=False).delete()
    settled = {code for pair in standing.values_list("old__code", "new__code") for code in (f"old {pair[0]}", f"new {pair[1]}")}
    rows = EditionLink.objects.bulk_create(
        EditionLink(old=olds[link.old_code], new=news[link.new_code], how=link.how, explanation=link.explanation[:300])
        for link in proposed
        if link.old_code and link.new_code and not {f"old {link.old_code}", f"new {link.new_code}"} & settled
    )
    write(Verb.CREATED, new, f"对照“{old}”和“{new}”，提出 {len(rows)} 处对应关系", by=by, about=[old])
    return proposed


@transaction.atomic
def confirm_link(actor: Actor, link: EditionLink, *, explanation: str | None = None) -> EditionLink:
    """A person answers for the link; only confirmed links carry assignments and proof over."""
    by = _who(actor, "确认版本对应")
    before = {"is_confirmed": link.is_confirmed, "explanation": link.explanation}
    if explanation is not None:
        link.explanation = written(explanation, "对应说明", 300)
    link.is_confirmed = True
    link.save(update_fields=("is_confirmed", "explanation"))
    after = {"is_confirmed": True, "explanation": link.explanation}
    write(Verb.CONFIRMED, link, f"确认了版本对应 {link}", by=by, about=[link.old, link.new], before=before, after=after)
    return link


@transaction.atomic
def add_link(actor: Actor, old: Indicator, new: Indicator, explanation: str) -> EditionLink:
    """Link two indicators that the comparison did not find; confirmed, for a person said so."""
    by = _who(actor, "建立版本对应")
    if old.edition_id == new.edition_id:
        raise Refused("两项指标属于同一个版本，不能建立版本对应。请选择另一版本中的指标。")
    said = written(explanation, "对应说明", 300)
    how = EditionLink.How.CHANGED if old.title != new.title else EditionLink.How.MOVED
    link, _ = EditionLink.objects.update_or_create(old=old, new=new, defaults={"how": how, "explanation": said, "is_confirmed": True})
    write(Verb.CONFIRMED, link, f"建立了版本对应 {link}", by=by, about=[old, new], after={"explanation": said})
    return link


@transaction.atomic
def drop_link(actor: Actor, link: EditionLink) -> None:
    by = _who(actor, "删除版本对应")
    write(Verb.REMOVED, link, f"删除了版本对应 {link}", by=by, about=[link.old, link.new], before={"explanation": link.explanation})
    link.delete()


@transaction.atomic
def answer_scheme(actor: Actor, scheme_name: str, indicator: Indicator, title: str, code: str = "") -> SchemeItem:
    """Say that an indicator also answers an item of another scheme (省考核, 营商环境评价): what is filled once serves both."""
    by = _who(actor, "对接其他考核")
    code = " ".join(code.split())
    if len(code) > 40:
        raise Refused(f"条目编号有{len(code)}个字，最多40个字。请缩短。")
    scheme, _ = Scheme.objects.get_or_create(name=written(scheme_name, "考核名称", 100))
    item, is_new = SchemeItem.objects.get_or_create(
        scheme=scheme, indicator=indicator, code=code, defaults={"title": written(title, "条目", 200)}
    )
    if not is_new:
        raise Refused(f"“{scheme}”的条目 {code or title} 已经对接到指标 {indicator.code}。请核对条目编号。")
    write(Verb.CREATED, item, f"把“{scheme}”的条目“{item.title}”对接到指标 {indicator.code}", by=by, about=[indicator])
    return item


def _who(actor: Actor | None, act: str) -> Who:
    """Editions are reference data for all areas, so only the top task force changes them; without an actor it is the set-up."""
    if actor is None:
        return SYSTEM
    if not actor.is_(Role.TASKFORCE):
        raise NotAllowed(f"您不能{act}：这件事由创建工作专班办理。请联系专班，或切换到您的专班身份后再试。")
    if not may_change(actor):
        raise NotAllowed(f"您不能{act}：指标版本供全市共用，由市级创建工作专班维护。您可以查看和导出；需要改动的，请联系市级专班。")
    return actor.who


def may_change(actor: Actor) -> bool:
    """The task force of the unit above which there is none."""
    return actor.is_(Role.TASKFORCE) and actor.unit is not None and actor.unit.parent_id is None


def editions() -> QuerySet[Edition]:
    """Every edition, the newest first; reference data, open to all who can sign in."""
    return Edition.objects.all()


def links_between(old: Edition, new: Edition) -> QuerySet[EditionLink]:
    """The links from one edition to the other, in the new one's order."""
    return EditionLink.objects.filter(old__edition=old, new__edition=new).select_related("old", "new").order_by("new__no", "old__no")
