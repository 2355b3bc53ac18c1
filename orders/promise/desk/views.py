"""Promise claims on the staff site: the queues, a scan, one claim with its next step, her label."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from logistics.gateway import CarrierError
from logistics.models import Label
from orders.promise import back_labels, by_hand
from orders.promise.desk import queues, showing
from orders.promise.desk.access import claim_numbered, scanned, scanned_late
from orders.promise.desk.forms import BackForm, ByHandForm, SpiteForm
from orders.promise.desk.pictures import compared_of
from orders.promise.desk.queues import RECEIVE, VIEW
from orders.promise.desk.sale import sale_of
from orders.promise.desk.showing import tag_matches
from orders.promise.desk.steps import leads_of, next_of, others_of
from orders.promise.desk.story import findings, story_of
from orders.promise.desk.verbs import VERBS, Verb
from orders.promise.models import Claim, ClaimPhoto, ClaimState
from orders.promise.states import ClaimRefused
from orders.returns.desk import access as returns
from orders.returns.models import Return
from portero.core import due
from portero.core.admin_site import site
from portero.core.desk import desk

MOST = 200


@desk(VIEW)
@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """One kind of work by clock, late first. Whoever's work it isn't gets a 403."""
    kind, now = queues.BY_SLUG[slug], timezone.now()
    if not request.user.has_perm(kind.permission):
        raise PermissionDenied
    words = request.GET.get("q", "").strip()
    context = site.each_context(request) | {
        "title": kind.name,
        "queue": kind,
        "queues": [one for one in queues.QUEUES if request.user.has_perm(one.permission)],
        "groups": showing.groups(queues.shown(kind, now, words)[:MOST], now),
        "words": words,
    }
    return render(request, "staff/claims/queue.html", context)


@desk(RECEIVE)
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """A scan or a typed number leads to the open claim that it belongs to, else to a return, else to a claim that has
    ended before its parcel came.
    """  # fmt: skip
    code = request.GET.get("code", "").strip()
    if code and (found := scanned(code)):
        return redirect("claims-desk:one", found.number)
    if code and (ret := _return_scanned(code)):
        return redirect("return-desk:one", ret.number)
    if code and (late := scanned_late(code)):
        return redirect("claims-desk:one", late.number)
    context = site.each_context(request) | {"title": "Scan a parcel under a claim", "code": code}
    return render(request, "staff/claims/find.html", context, status=404 if code else 200)


def _return_scanned(code: str) -> Return | None:
    """Nobody sees on a parcel whether it comes back under a claim or as a return."""
    try:
        return returns.scanned(code)
    except ValueError:
        return None


@desk(VIEW)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One claim; a POST does one of the verbs that its state allows and whoever sends it may do."""
    claim = claim_numbered(number)
    if request.method != "POST":
        return _page(request, claim)
    verb = VERBS.get(request.POST.get("do", ""))
    if verb is None or verb.name not in [next_of(claim), *others_of(claim)]:
        messages.error(request, "It has moved on meanwhile. Here is how it stands.")
        return redirect("claims-desk:one", number)
    if not request.user.has_perm(verb.permission):
        raise PermissionDenied
    form = form_of(verb, claim, request.POST)
    if _done(request, claim, verb, form):
        return redirect("claims-desk:one", number)
    return _page(request, claim, verb, form)


@desk(VIEW)
@require_safe
def label_file(request: HttpRequest, number: str) -> HttpResponse:
    """Her label, as she has it by mail."""
    return _file_of(claim_numbered(number).label)


@desk(RECEIVE)
@require_safe
def back_label_file(request: HttpRequest, number: str) -> HttpResponse:
    """The label of the way back, to be printed."""
    return _file_of(back_labels.label_of(claim_numbered(number)))


def _file_of(label: Label | None) -> HttpResponse:
    if label is None or not label.file:
        raise Http404
    with label.file.open("rb") as kept:
        return HttpResponse(kept.read(), content_type=label.file_type)


def _done(request: HttpRequest, claim: Claim, verb: Verb, form: forms.Form | None) -> bool:
    """Do it and say so; a refusal stands above the form that was sent."""
    if form is not None and not form.is_valid():
        return False
    try:
        verb.act(claim, form, request.user)
    except ClaimRefused as refused:
        said = str(refused)
    except CarrierError as error:
        said = error.message
    else:
        messages.success(request, verb.done)
        return True
    if form is None:
        messages.error(request, said)
        return True
    form.add_error(None, said)
    return False


def _page(
    request: HttpRequest, claim: Claim, sent: Verb | None = None, posted: forms.Form | None = None
) -> HttpResponse:
    first = next_of(claim)
    names = [name for name in (first, *others_of(claim)) if name]
    may = [VERBS[name] for name in names if request.user.has_perm(VERBS[name].permission)]
    steps = [(verb, posted if verb == sent else form_of(verb, claim)) for verb in may]
    context = (
        site.each_context(request)
        | facts_of(claim)
        | {
            "title": f"{claim.item.designer.name} {claim.item.title}",
            "home": queues.home_of(request.user),
            "leads": [lead for lead in leads_of(claim) if request.user.has_perm(lead.permission)],
            "barred": showing.barred(claim) if first == "begin" else [],
            "next": next((step for step in steps if step[0].name == first), None),
            "others": [step for step in steps if step[0].name != first],
            "sent": sent,
        }
    )
    wrong = posted is not None and bool(posted.errors)
    return render(request, "staff/claims/one.html", context, status=422 if wrong else 200)


def form_of(verb: Verb, claim: Claim, data: Any = None) -> forms.Form | None:
    """The form of a verb for this claim, empty or with what was sent."""
    if verb.form is None:
        return None
    facts: dict[str, Any] = {"auto_id": f"{verb.name}_%s"}  # several forms of one page ask for a reason
    if issubclass(verb.form, SpiteForm):
        facts["tag_matches"] = tag_matches(claim)
    if verb.form is BackForm and (label := back_labels.label_of(claim)) is not None:
        facts["initial"] = {"carrier": label.carrier, "tracking": label.tracking_number}
    if verb.form is ByHandForm and data is None:
        facts["initial"] = {"amount": by_hand.to_pay(claim) or None}
    return verb.form(data, **facts)


def facts_of(claim: Claim) -> dict[str, Any]:
    """What everybody reads of a claim who may open it."""
    return {
        "claim": claim,
        "due": due.seen(claim.due_at, timezone.now()),
        "turn": showing.turn_of(claim)[0],
        "rung": showing.rung(claim),
        "label": claim.label,
        "back_label": back_labels.label_of(claim) if claim.state == ClaimState.GOING_BACK else None,
        "photos": [one for one in claim.photos.all() if one.source == ClaimPhoto.Source.BUYER],
        "sale": sale_of(claim),
        "findings": findings(claim),
        "compared": compared_of(claim),
        "told": story_of(claim),
    }
