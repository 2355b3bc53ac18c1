"""The two forms of the staff site: refund a payment, cancel a paid order and refund it."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from orders import cancellation, part_cancellation
from orders.order.models import Order
from orders.part_cancellation import of_which_nothing_left
from orders.payments.models import Method, Payment
from orders.payments.origin import origin_of
from orders.payments.refunds import asking, spreading
from orders.payments.refunds.forms import AskForm, CancelForm
from orders.payments.refunds.states import RefundRefused
from orders.payments.words import form_of
from portero.core.admin_site import site
from portero.core.desk import desk
from portero.core.figures import figure
from portero.core.money import dollars


@desk("payments.add_refund")
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a refund of a payment: what was captured and refunded before, and how much goes back now."""
    payment = get_object_or_404(Payment.objects.select_related("order"), pk=pk)
    form = AskForm(request.POST or None, initial={"amount": asking.left(payment)})
    if request.method == "POST" and form.is_valid() and _ask(request, payment, form):
        return redirect("admin:payments_payment_change", payment.pk)
    facts = {"title": f"Refund of {payment.order.number}", "left": asking.left(payment)}
    return _page(request, "staff/refund.html", form, payment, **facts)


@desk("order.change_order")
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel a paid order of which nothing has left, or a parcel of it, and give back what it cost."""
    order = get_object_or_404(Order, number=number)
    payments = spreading.captured(order.payments.all())
    paid = next(iter(payments), None)
    form = CancelForm(request.POST or None, order=order)
    if request.method == "POST" and form.is_valid() and _cancel(request, order, form):
        return redirect("admin:order_order_change", order.pk)
    may = of_which_nothing_left(order) or "parcel" in form.fields
    facts = {"title": f"Cancel {number}", "order": order, "may": may}
    facts["left"] = spreading.left(payments) if paid else None
    return _page(request, "staff/cancel_paid.html", form, paid, **facts)


def _ask(request: HttpRequest, payment: Payment, form: Form) -> bool:
    try:
        asking.ask(payment.pk, actor=request.user, **form.cleaned_data)
    except RefundRefused as refused:
        form.add_error("amount", str(refused))
        return False
    messages.success(request, f"{payment.order.number}: the refund is asked for.")
    return True


def _cancel(request: HttpRequest, order: Order, form: Form) -> bool:
    told: dict[str, Any] = {"reason": form.cleaned_data["reason"], "actor": request.user}
    try:
        if parcel := form.cleaned_data.get("parcel"):
            part_cancellation.cancel_parcel(parcel, even_packed=True, **told)
        else:
            cancellation.cancel_paid(order, even_packed=True, **told)
    except cancellation.CancellationRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"{parcel or order.number} is cancelled; its money is on its way back.")
    return True


def _page(
    request: HttpRequest, template: str, form: Form, payment: Payment | None, **facts: Any
) -> HttpResponse:
    context = site.each_context(request) | {
        "form": form,
        "payment": payment,
        "paid_with": form_of(payment) if payment else "",
        "refunds": payment.refunds.order_by("pk") if payment else [],
        "by_wire": payment is not None and origin_of(payment).method == Method.WIRE,
        "limit": dollars(Decimal(figure("wire_refund_two_person_usd"))),
        **facts,
    }
    return render(request, template, context, status=422 if form.errors else 200)
