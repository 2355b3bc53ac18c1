"""Consigned pieces on the staff site: the queues, one piece with its next step, its papers and intake photographs."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from authentication.cases import standing
from catalog import custody
from catalog.listing import ListingRefused
from catalog.numbers import read_number
from consignment.bench import queues, showing
from consignment.bench.forms import IntakeForm
from consignment.bench.verbs import VERBS, Verb, next_of, others_of
from consignment.covenant import consents
from consignment.covenant.consents import ConsentRefused
from consignment.curation import pricing
from consignment.curation.preparing import missing
from consignment.logistics import journeys
from consignment.logistics.views import pdf_of
from consignment.models import Consignment, Journey, Receipt, ReceiptPhoto
from consignment.payouts import holds
from consignment.pieces.states import ConsignmentRefused
from consignment.submissions import inclusions
from logistics.gateway import CarrierError
from portero.core.admin_site import site
from portero.core.desk import desk

VIEW = "consignment.view_consignment"
S = Consignment.State


@desk(VIEW)
@require_GET
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """One kind of work, late first; those whose work it isn't see it without its buttons."""
    kind, now = queues.BY_SLUG[slug], timezone.now()
    if not request.user.has_perm(kind.permission):
        raise PermissionDenied
    words = request.GET.get("q", "").strip()
    context = site.each_context(request) | {
        "title": kind.name,
        "queue": kind,
        "queues": [one for one in queues.QUEUES if request.user.has_perm(one.permission)],
        "groups": showing.groups(queues.shown(kind, now, words)[:200], now),
        "words": words,
    }
    return render(request, "staff/consigned/queue.html", context)


@desk(VIEW)
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """A scan or a typed number leads to its piece: agreement, item, label or tracking number."""
    code = request.GET.get("code", "").strip()
    found = _scanned(code)
    if found is not None:
        return redirect("consigned:one", found.agreement.number)
    context = site.each_context(request) | {"title": "Scan a parcel or a piece", "code": code}
    return render(request, "staff/consigned/find.html", context, status=404 if code else 200)


@desk(VIEW)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One consigned piece; a POST does one of the verbs that its state allows."""
    consignment = _consignment(number)
    journey = journeys.current(consignment)
    due = next_of(consignment, journey)
    allowed = [due, *others_of(consignment, due)] if due else others_of(consignment, due)
    name = request.POST.get("do", "")
    posted: forms.Form | None = None
    if request.method == "POST":
        if name not in allowed:
            messages.error(request, "It has moved on meanwhile. Here is how it stands.")
            return redirect("consigned:one", number)
        verb = VERBS[name]
        if not request.user.has_perm(verb.permission):
            raise PermissionDenied
        posted = _form(verb, consignment, request)
        if _done(request, consignment, verb, posted):
            return redirect("consigned:one", number)
    return _page(request, consignment, journey, allowed, name, posted)


@desk(VIEW)
@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The itemised receipt as its owner has it."""
    return pdf_of(get_object_or_404(Receipt, pk=pk))


@desk(VIEW)
@require_GET
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A photograph taken when the parcel was opened."""
    picture = get_object_or_404(ReceiptPhoto, pk=pk)
    try:
        response = FileResponse(storages["private"].open(picture.file), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = "private, no-store"
    return response


@desk("consignment.receive_consignment")
@require_GET
def label_file(request: HttpRequest, number: str) -> HttpResponse:
    """The label of the way that it is on, to print: the parcel back leaves with it."""
    journey = journeys.current(_consignment(number))
    if journey is None or journey.label is None or not journey.label.file:
        raise Http404
    with journey.label.file.open("rb") as kept:
        return HttpResponse(kept.read(), content_type=journey.label.file_type)


def _done(request: HttpRequest, consignment: Consignment, verb: Verb, form: forms.Form | None) -> bool:
    """Do it and say so; a refusal stands above the form that was sent."""
    if form is not None and not form.is_valid():
        return False
    try:
        verb.act(consignment, form, request.user)
    except (ConsignmentRefused, ConsentRefused, ListingRefused) as refused:
        reasons = list(getattr(refused, "reasons", None) or [str(refused)])
    except CarrierError as error:
        reasons = [error.message]
    else:
        messages.success(request, verb.done)
        return True
    if form is None:
        for reason in reasons:
            messages.error(request, reason)
        return True
    form.add_error(None, forms.ValidationError(reasons))
    return False


def _form(verb: Verb, consignment: Consignment, request: HttpRequest | None = None) -> forms.Form | None:
    if verb.form is None:
        return None
    told: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request is not None else {}
    told["auto_id"] = f"{verb.name}_%s"  # several forms of one page ask for a reason
    if verb.form is IntakeForm:
        return IntakeForm(consignment=consignment, **told)
    return verb.form(initial=_initial(verb, consignment), **told)


def _initial(verb: Verb, consignment: Consignment) -> dict[str, Any]:
    item = consignment.item
    if verb.name == "approve":
        return {"price": pricing.price_in_force(consignment)}
    if verb.name == "judge" and item is not None:
        return {name: getattr(item, name) for name in ("bucket", "bucket_reason", "description")}
    if verb.name == "address":
        return {"name": consignment.consignor.name}
    return {}


def _page(
    request: HttpRequest,
    consignment: Consignment,
    journey: Journey | None,
    allowed: list[str],
    name: str,
    posted: forms.Form | None,
) -> HttpResponse:
    may = [VERBS[verb] for verb in allowed if request.user.has_perm(VERBS[verb].permission)]
    steps = [(verb, posted if verb.name == name else _form(verb, consignment)) for verb in may]
    first = bool(steps) and bool(allowed) and next_of(consignment, journey) == steps[0][0].name
    item = consignment.item
    context = site.each_context(request) | {
        "title": f"{consignment.agreement.number} {consignment.agreement.offer.submission.what}",
        "consignment": consignment,
        "submission": consignment.agreement.offer.submission,
        "included": ", ".join(inclusions.named(consignment.agreement.offer.submission.included)),
        "offer": consignment.agreement.offer,
        "steps": consignment.agreement.offer.steps.select_related("applied"),
        "item": item,
        "case": standing.latest_of(consignment.item_id),
        "journey": journey,
        "next": steps[0] if first else None,
        "others": steps[1:] if first else steps,
        "sent": name,
        "missing": missing(consignment) if consignment.state == S.CLEARED else [],
        "where": custody.custody_of(item) if item is not None else None,
        "receipts": consignment.receipts.select_related("by").prefetch_related("photos"),
        "payout_holds": holds.of(consignment),
        "price_waits": consents.waits_because(consignment),
        "consents": consignment.consents.select_related("asked_by"),
        "events": consignment.events.select_related("actor").order_by("-at", "-pk"),
        "now": timezone.now(),
    }
    wrong = posted is not None and bool(posted.errors)
    return render(request, "staff/consigned/one.html", context, status=422 if wrong else 200)


def _consignment(number: str) -> Consignment:
    found = Consignment.objects.select_related(
        "agreement__offer__submission", "consignor", "item__designer", "item__clearance"
    )
    return get_object_or_404(found, agreement__number=number)


def _scanned(code: str) -> Consignment | None:
    found = Consignment.objects.select_related("agreement").order_by("-pk")
    if not code:
        return None
    if number := read_number(code):
        return found.filter(item__number=number).first()
    by_number = found.filter(agreement__number__iexact=code).first()
    return by_number or found.filter(journeys__label__tracking_number=code.replace(" ", "")).first()
