"""The wires' desk: what waits for a person, one wire, typing one in, and reading a statement."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from orders.payments import statement_import, wire_credits, wire_desk_facts, wire_rounds, wires
from orders.payments.models import IncomingWire
from orders.payments.statements import StatementRefused, read
from orders.payments.wire_forms import DecisionForm, StatementForm, WireForm
from portero.core.admin_site import site
from portero.core.desk import desk

PERMISSION = "payments.change_incomingwire"


@desk(PERMISSION)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Every wire that waits for a person, the oldest first, with why."""
    waiting = [(wire, wires.why_unmatched(wire)) for wire in wire_rounds.waiting()[:200]]
    return _page(request, "queue", "Wires to match", waiting=waiting)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Type a wire in; with our reference in it the order is found by itself."""
    form = WireForm(_posted(request))
    if request.method == "POST" and form.is_valid() and (wire := _received(request, form)):
        return redirect("wires:wire", wire.pk)
    return _page(request, "enter", "Enter a wire", form=form, status=422 if form.errors else 200)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest) -> HttpResponse:
    """Read a statement and show what it says; a second step books what was shown."""
    if "pack" in request.POST:
        return _booked(request)
    form = StatementForm(_posted(request), request.FILES or None)
    facts: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            told = read(form.cleaned_data["file"])
        except StatementRefused as refused:
            form.add_error("file", str(refused))
        else:
            facts = {"rows": statement_import.preview(told), "pack": statement_import.packed(told)}
    status = 422 if form.errors else 200
    return _page(request, "statement", "Import a statement", form=form, status=status, **facts)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One wire: what the bank said, the orders that may be meant, and what to do with it."""
    wire = get_object_or_404(IncomingWire.objects.select_related("payment__order"), pk=pk)
    form = DecisionForm(_posted(request))
    if request.method == "POST" and form.is_valid() and _decided(request, wire, form):
        return redirect("wires:wire", wire.pk)
    free = wire.payment is None and not wire.set_aside
    return _page(
        request,
        "wire",
        f"Wire {wire.bank_reference}",
        wire=wire,
        why=wires.why_unmatched(wire) if free else "",
        candidates=wire_desk_facts.candidates(wire) if free else [],
        refunds=wire.refunds.order_by("pk"),
        form=form,
        status=422 if form.errors else 200,
    )


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it was nothing: an empty form has errors too."""
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, name: str, title: str, *, status: int = 200, **facts: Any) -> HttpResponse:
    context = site.each_context(request) | {"title": title, **facts}
    return render(request, f"staff/wires/{name}.html", context, status=status)


def _received(request: HttpRequest, form: WireForm) -> IncomingWire | None:
    source, another = IncomingWire.Source.ENTERED, form.cleaned_data["another"]
    try:
        wire, new = wires.receive(form.credit(), source=source, actor=request.user, another=another)
    except wire_credits.CreditRefused as refused:
        form.add_error(
            "another" if isinstance(refused, wire_credits.LooksAlike) else "bank_reference", str(refused)
        )
        return None
    matched = f"Matched to order {wire.payment.order.number}." if wire.payment else "It waits to be matched."
    messages.success(request, matched if new else "This credit is known already; nothing was added.")
    return wire


def _booked(request: HttpRequest) -> HttpResponse:
    also = {int(line) for line in request.POST.getlist("also") if line.isdecimal() and len(line) < 7}
    try:
        rows = statement_import.book(request.POST["pack"], actor=request.user, also=also)
    except signing.BadSignature:
        messages.error(request, "Too much time has passed. Read the file again.")
        return redirect("wires:statement")
    new = sum(row.state == statement_import.NEW for row in rows)
    messages.success(request, f"Booked: {new} new, {len(rows) - new} known or left out.")
    return _page(request, "statement", "Import a statement", form=StatementForm(), rows=rows, booked=True)


def _decided(request: HttpRequest, wire: IncomingWire, form: DecisionForm) -> bool:
    told, actor = form.cleaned_data, request.user
    try:
        if told["verb"] != "match":
            getattr(wires, told["verb"])(wire, actor=actor, reason=told["reason"])
        elif payment := wire_desk_facts.payment_of(told["order"]):
            wires.match(wire, payment, actor=actor)
        else:
            form.add_error("order", "No order of this number waits for a wire.")
            return False
    except wires.WireRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "Done.")
    return True
