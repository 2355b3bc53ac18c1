"""An order's page (by signed link or from the account), the account's list, and finding an order as a guest."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.throttle import too_often
from orders import bill, breakdown, frozen, standing, timeline
from orders.access import order_by_token, orders_of, token_for
from orders.calling_off import gives_back, may_call_off, parcel_gives_back
from orders.forms import FindForm
from orders.fulfilment.states import YET_TO_LEAVE
from orders.invoices.issuing import credit_notes
from orders.order.models import Order
from orders.part_cancellation import separable
from orders.payments import money_back
from orders.payments.credited import due
from orders.payments.models import LIVE
from orders.payments.words import paid_with
from orders.promise import on_order
from orders.queries import hold_ends
from orders.readdressing.asking import may_change, open_change
from orders.returns import shown as returns_shown
from orders.states import PAID, OrderState
from orders.tasks import mail_order_link
from orders.views.personal import ShopRequest
from portero.core.personal import personal

# Guesses per e-mail address and time; not per visitor, who behind a proxy may be everybody at once.
FIND_LIMIT, FIND_WINDOW = 10, timedelta(minutes=15)


@require_safe
@personal
def by_link(request: ShopRequest, token: str) -> HttpResponse:
    """An order for whoever holds its signed link."""
    return _page(request, order_by_token(token), own=False)


@require_safe
@login_required
@personal
def of_account(request: ShopRequest, number: str) -> HttpResponse:
    """One of her own orders; anybody else's is a 404."""
    found = orders_of(request.user).select_related("shipping_address", "billing_address", "contact")
    order = found.filter(number=number).first()
    if order is None:
        raise Http404
    return _page(request, order, own=True)


@require_safe
@login_required
@personal
def listed(request: ShopRequest) -> HttpResponse:
    """Her orders, newest first, each with where it stands."""
    orders = orders_of(request.user).prefetch_related("lines__product__item__designer", "shipments", "events")
    # What came after the sale has pages of its own, and a list of returns beside this one.
    cards = [
        {
            "order": order,
            "standing": standing.in_words(order, order.shipments.all()),
            "steps": timeline.order_steps(order, afterwards=False),
        }
        for order in orders[:50]
    ]
    return render(request, "orders/account/list.html", {"cards": cards})


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def find(request: ShopRequest) -> HttpResponse:
    """A guest asks for the link to her order. The answer is the same whether there is such an order or not."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _send_link(form.cleaned_data["number"], form.cleaned_data["email"])
        return render(request, "orders/account/find_sent.html", {"email": form.cleaned_data["email"]})
    form.focus_first_error()
    return render(request, "orders/account/find.html", {"form": form})


def _send_link(number: str, email: str) -> None:
    """The worker writes the mail: a page that wrote it would take longer for an order that exists."""
    if too_often("find-order", email.strip(), limit=FIND_LIMIT, within=FIND_WINDOW):
        return
    order = Order.objects.filter(number__iexact=number.strip(), contact__email__iexact=email.strip())
    mail_order_link.delay(order.values_list("pk", flat=True).first())


def _page(request: ShopRequest, order: Order, *, own: bool) -> HttpResponse:
    lines = frozen.read(order)
    prefetch_related_objects([order], "payments__refunds")
    state = OrderState(order.status)
    paid = state in PAID
    ends = hold_ends(order) if state == OrderState.PENDING_PAYMENT else None
    prefetch_related_objects([order], "events")  # read once, for the steps and for the refunds
    refunded = bill.refunds_of(order)
    parcels = timeline.parcels(order) if paid else []
    back = returns_shown.of_parcels(order, [parcel.shipment for parcel in parcels])
    apart = separable(order, [parcel.shipment for parcel in parcels])
    context = {
        "order": order,
        "token": token_for(order),
        "own": own,
        "state": state,
        "standing": standing.in_words(order, [parcel.shipment for parcel in parcels]),
        "paid": paid,
        "new": paid and "new" in request.GET,
        "taxed": breakdown.of_order(order),
        "tax_note": breakdown.note_of(order),
        "rows": bill.of_order(order),
        "credits": bill.credits_of(order, order.payments.all()),
        "due": due(order, order.payments.all()),
        "paid_with": paid_with(order),
        "money_back": money_back.stray_of(order),
        "live": next((payment for payment in order.payments.all() if payment.state in LIVE), None),
        "refunds": refunded,
        "credit_notes": credit_notes(order) if refunded else [],
        "refund_steps": timeline.refund_steps(order),
        "steps": timeline.order_steps(order, afterwards=False),
        "parcels": parcels,
        "sent_back": back,
        "may_come_back_later": not back and any(one.shipment.state in YET_TO_LEAVE for one in parcels),
        "lines": lines,
        "claimed": on_order.told(
            order,
            [line for parcel in parcels for line in parcel.shipment.lines.all()],
            set().union(*(of.lines for of in back.values())),
        ),
        "may_call_off": may_call_off(order, [parcel.shipment for parcel in parcels]),
        "gives_back": gives_back(order),
        "separable": apart,
        "back_of_parcels": [(shipment, parcel_gives_back(order, shipment)) for shipment in apart],
        "may_readdress": may_change(order, order.shipments.all()),
        "address_change": open_change(order) if state == OrderState.CONFIRMED else None,
        "hold_ends": ends,
        "out_of_time": ends is None or ends <= timezone.now(),
    }
    return render(request, "orders/order.html", context)
