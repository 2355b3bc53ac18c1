"""The page of a condition report: one form, kept while she types, saved or confirmed when she says so."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from authentication.condition import deciding, drafts, live, queue, writing
from authentication.condition.refusals import ConditionRefused
from authentication.condition.sheet import Sheet
from authentication.condition.typed import Typed, from_record, kept
from authentication.measures.listed import reviewed
from authentication.models import BlindGrade
from authentication.quality import blind
from catalog.condition import digest, grading, words
from catalog.models import GradeDecision, Item
from catalog.numbers import read_number
from portero.core.admin_site import site
from portero.core.desk import desk

CHANGE, CONFIRM = "catalog.change_conditionreport", "catalog.add_gradedecision"


@desk(CHANGE)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Pieces whose grade isn't settled, what came first before the rest."""
    if number := read_number(request.GET.get("number", "")):
        return redirect("condition:page", number)
    context = site.each_context(request) | {"title": "Condition and grade", "rows": queue.rows()}
    return render(request, "staff/authentication/condition/queue.html", context)


@desk(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The report of one piece. A POST keeps the entries as a draft, discards them, saves the report, or confirms."""
    item = get_object_or_404(_items(), number=number)
    if request.user.has_perm(CONFIRM) and (asked := blind.sealed_for(item, request.user)):
        return _sealed(request, asked)
    if request.method != "POST":
        return _opened(request, item)
    what, typed = request.POST.get("do", "save"), kept(request.POST)
    if what == "discard":
        drafts.drop(item, request.user)
        messages.success(request, "Your entries are gone; the report stands as it was.")
        return redirect("condition:page", number)
    if what not in ("draft", "save", "confirm"):
        raise Http404
    drafts.keep(item, request.user, typed)
    sheet = Sheet(item, typed)
    if what == "draft":
        return render(request, "staff/authentication/condition/live.html", live.facts(sheet))
    return _saved(request, sheet, typed, confirming=what == "confirm")


def _sealed(request: HttpRequest, asked: BlindGrade) -> HttpResponse:
    """The report would spoil the grade that somebody gives without it: she grades first, or leaves that to others."""
    item = asked.decision.item
    if request.method == "POST" and request.POST.get("do") == "read":
        blind.unseal(item, request.user)
        return redirect("condition:page", item.number)
    context = site.each_context(request) | {
        "title": f"Condition of {item.number}",
        "item": item,
        "asked": asked,
    }
    return render(request, "staff/authentication/condition/sealed.html", context)


def _opened(request: HttpRequest, item: Item) -> HttpResponse:
    draft = drafts.draft_of(item, request.user)
    stands = digest(item)
    typed: Typed = draft.typed if draft else from_record(item) | {"seen": stands}
    if draft and typed.get("seen") != stands:
        messages.warning(
            request, "Somebody changed the report after you began to type. Compare before you save."
        )
        typed = typed | {"seen": stands}
    return _shown(request, Sheet(item, typed), typed, draft=draft)


def _saved(request: HttpRequest, sheet: Sheet, typed: Typed, *, confirming: bool) -> HttpResponse:
    """Put it on the report and, if she asked for it, confirm the grade: both or neither."""
    if confirming and not request.user.has_perm(CONFIRM):
        raise PermissionDenied
    if not sheet.is_whole:
        return _shown(request, sheet, typed, status=422)
    try:
        said = _written(sheet, typed, request.user, confirming)
    except ConditionRefused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        fresh = typed | {"seen": digest(Item.objects.get(pk=sheet.item.pk))}
        return _shown(request, sheet, fresh, status=422)
    messages.success(request, said)
    return redirect("condition:page", sheet.item.number)


@transaction.atomic
def _written(sheet: Sheet, typed: Typed, person: Any, confirming: bool) -> str:
    writing.write(sheet.item.pk, sheet.told(), actor=person, seen=typed.get("seen", ""))
    drafts.drop(sheet.item, person)
    if not confirming:
        return "The report is saved."
    reason = sheet.grade.cleaned_data["reason"]
    decision = deciding.confirm(sheet.item.pk, sheet.chosen(), actor=person, reason=reason)
    return f"The report is saved and its grade confirmed: {live.named(decision.confirmed)}."


def _shown(
    request: HttpRequest, sheet: Sheet, typed: Typed, *, draft: Any = None, status: int = 200
) -> HttpResponse:
    item = sheet.item
    checked = status != 200
    if checked:
        sheet.is_whole  # noqa: B018  (what is wrong then stands beside each field)
    context = site.each_context(request) | live.facts(sheet)
    context |= {
        "title": f"Condition of {item.number}",
        "item": item,
        "sheet": sheet,
        "typed": typed,
        "checked": checked,
        "draft": draft,
        "reviewed": reviewed(item),
        "others": drafts.others(item, request.user),
        "kinds": words.kinds_of_defect(sheet.kind, item.material.family if item.material else ""),
        "decision": grading.standing(item),
        "decisions": GradeDecision.objects.filter(item=item).select_related("decided_by")[:5],
        "lacking": grading.lacking(item),
        "may_confirm": request.user.has_perm(CONFIRM),
    }
    return render(request, "staff/authentication/condition/page.html", context, status=status)


def _items() -> Any:
    return Item.objects.select_related("designer", "category", "material", "clearance")
