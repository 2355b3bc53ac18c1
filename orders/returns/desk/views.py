"""Returns on the staff site: the queues, a scan at the desk, one return with what may be done about it."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from logistics.gateway import CarrierError
from orders.fulfilment import tracking
from orders.fulfilment.states import ShipmentRefused
from orders.promise.desk import access as claims
from orders.returns import arriving, windows
from orders.returns.amounts import rows_of
from orders.returns.desk import access, acts, queues, showing
from orders.returns.desk.acts import Act
from orders.returns.exchanging import queries as exchanges
from orders.returns.models import Return, ReturnPiece
from orders.returns.states import ReturnRefused
from portero.core.admin_site import site
from portero.core.desk import desk

MOVED_ON = "It has moved on meanwhile. Here is how it stands."
HERE = "It is here already."
TURNED_UP = "It was given up as lost. Say at each piece that is here that it turned up."
NOTHING = "No return of ours has this number. Is the whole label in view?"


@desk(queues.VIEW)
@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """One kind of work, late first."""
    kind, words = queues.BY_SLUG[slug], request.GET.get("q", "").strip()
    context = site.each_context(request) | {
        "title": kind.title,
        "queue": kind,
        "queues": queues.QUEUES,
        "groups": showing.groups(queues.shown(kind, words), timezone.now()),
        "words": words,
    }
    return render(request, "staff/returns/queue.html", context)


@desk(queues.RECEIVE)
@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest) -> HttpResponse:
    """A parcel at the desk: its label, tracking number or return number is scanned, and it is here.

    One that comes under a claim leads to the claim: nobody sees that on a parcel.
    """
    problem, code = "", request.POST.get("code", "").strip()
    if request.method == "POST":
        if claim := claims.scanned(code):
            return redirect("claims-desk:one", claim.number)
        try:
            return redirect("return-desk:one", _arrived(request, code).number)
        except (ReturnRefused, ValueError) as refused:
            problem = str(refused)
    awaited = queues.shown(queues.BY_SLUG["awaited"])
    context = site.each_context(request) | {
        "title": "Receive a return",
        "code": code,
        "problem": problem,
        "rows": [showing.row(ret, timezone.now()) for ret in awaited],
    }
    return render(request, "staff/returns/scan.html", context, status=422 if problem else 200)


@desk(queues.VIEW)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One return; a POST does one of the acts that its state allows."""
    ret = access.return_of(number)
    name = request.POST.get("do", "")
    posted: forms.Form | None = None
    if request.method == "POST":
        act = next((act for act in acts.of(ret) if act.name == name), None)
        if act is None:
            messages.error(request, MOVED_ON)
            return redirect("return-desk:one", number)
        if not request.user.has_perm(act.permission):
            raise PermissionDenied
        posted = _form(act, request.POST)
        if posted.is_valid() and _done(request, ret, act, posted):
            return redirect("return-desk:one", number)
    return _page(request, ret, name, posted)


def _arrived(request: HttpRequest, code: str) -> Return:
    """The return whose label was scanned, received; one that is here already is only shown again."""
    ret = access.scanned(code)
    if ret is None:
        raise ReturnRefused(NOTHING)
    lost = ret.pieces.filter(verdict=ReturnPiece.Verdict.LOST).exists()
    if ret.received_at is not None or (lost and not arriving.was_given_up(ret)):
        messages.info(request, HERE if ret.received_at else TURNED_UP)
        return ret
    arriving.receive(ret, actor=request.user)
    messages.success(request, f"{ret.number} is received. Next its pieces are held against how they left.")
    return ret


def _done(request: HttpRequest, ret: Return, act: Act, form: forms.Form) -> bool:
    """Do it and say so; a refusal stands above the form that was sent."""
    try:
        act.run(ret, form.cleaned_data, request.user)
    except (ReturnRefused, ShipmentRefused, CarrierError) as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, act.done)
    return True


def _form(act: Act, data: Any = None) -> forms.Form:
    return act.form(data, auto_id=f"{act.name}_%s")


def _page(request: HttpRequest, ret: Return, name: str, posted: forms.Form | None) -> HttpResponse:
    may = [act for act in acts.of(ret) if request.user.has_perm(act.permission)]
    steps = [(act, posted if posted and act.name == name else _form(act)) for act in may]
    due = bool(steps) and acts.is_due(ret) and steps[0][0] == acts.of(ret)[0]
    final = ret.final
    context = site.each_context(request) | {
        "title": f"{ret.get_kind_display()} {ret.number}",
        "ret": ret,
        "exchange": exchanges.told_of(ret),
        "row": showing.row(ret, timezone.now()),
        "pieces": [(piece, showing.cell(piece), _until(piece)) for piece in ret.pieces.all()],
        "sums": rows_of(final or ret.shown),
        "amounts": final or ret.shown,
        "page": tracking.page(ret.label.carrier, ret.label.tracking_number) if ret.label else "",
        "next": steps[0] if due else None,
        "others": steps[1:] if due else steps,
        "sent": name,
        "events": access.story_of(ret),
    }
    wrong = posted is not None and bool(posted.errors)
    return render(request, "staff/returns/one.html", context, status=422 if wrong else 200)


def _until(piece: ReturnPiece) -> datetime | None:
    """Until when it could be asked for: counted from the day on which its parcel left."""
    shipped = piece.shipment_line.shipment.shipped_at
    return windows.until_of(shipped) if shipped else None
