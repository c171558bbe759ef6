"""The files around imports: the template to fill in, the rows that were wrong, and any list as a sheet."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from fazhi.engine.register import register
from fazhi.evidence.kinds import XLSX
from fazhi.exchange.exporting import exported, faulty_rows, journal_export
from fazhi.exchange.flow import may_import
from fazhi.exchange.models import Import
from fazhi.exchange.template import file_name, template
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.people.actor import Actor
from fazhi.people.directory import units_seen_by
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import SENDERS, STAFF

from .registers.filtering import asked_for, narrowed, told
from .registers.finding import register_or_404


def sent(pieces: Iterator[bytes], name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(pieces, content_type=XLSX.media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@for_roles(*SENDERS)
def blank(request: HttpRequest, code: str) -> HttpResponseBase:
    """The template of a register."""
    model = register_or_404(code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may_import(model, actor):
        raise PermissionDenied(f"您不能导入{model._meta.verbose_name}台账，不需要模板。请由单位联络员、分管领导或工作专班办理。")
    return sent(iter([template(model, actor)]), file_name(model, "导入模板", actor.today))


@require_safe
@for_roles(*SENDERS)
def errors(request: HttpRequest, held: int) -> HttpResponse | HttpResponseBase:
    """The rows that were not taken, each with what is wrong with it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Import.visible_to(actor).select_related("blob", "user"), pk=held)
    with transaction.atomic():
        write(Verb.DOWNLOADED, found, f"下载了“{found.file_name}”中有错误的行", by=actor.who, units=[found.unit_id])
    return sent(faulty_rows(found), file_name(register(found.register), "有错误的行", actor.today))


@require_safe
@for_roles(*STAFF)
def export(request: HttpRequest, code: str) -> HttpResponse | HttpResponseBase:
    """The list as it is filtered, as a sheet that can be brought back; journalled before it leaves."""
    model = register_or_404(code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = asked_for(model, request.GET, actor, list(units_seen_by(actor)))
    rows = narrowed(model.visible_on(actor, asked.as_of), asked)
    words = "，".join(word for word, _ in told(asked)) + (f"，截至{asked.as_of}" if asked.as_of else "")
    journal_export(model, actor, rows.count(), words.strip("，"))
    return sent(exported(rows, model, actor), file_name(model, "台账", actor.today))
