"""The delivery step of checkout: parcel by parcel how it travels, when it arrives and what that costs."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from catalog.models import Item
from orders.checkout.delivery import DeliveryForm, chosen_so_far, keep
from orders.checkout.draft import CheckoutDraft
from orders.delivery.choices import Choice, choices, picked
from orders.quote import Wishes
from orders.views.checkout import priced, step
from orders.views.personal import ShopRequest


@require_http_methods(["GET", "HEAD", "POST"])
@step
def delivery(request: ShopRequest, items: list[Item], draft: CheckoutDraft) -> HttpResponse:
    """Choose a speed, a signature, a gift. `redraw` prices what is ticked and keeps nothing yet."""
    if not draft.shipping:
        return redirect("orders:checkout-address")
    told = request.POST if request.method == "POST" else None
    offers = choices(items, _wishes(draft, told))
    if offers[0].quote.routes:
        return redirect("orders:bag")  # it names the piece, says why and what she can do
    if told is None or "redraw" in told:
        form = DeliveryForm(initial=_ticked(told) if told else chosen_so_far(draft), offers=offers)
        return _page(request, draft, form, offers)
    form = DeliveryForm(told, offers=offers)
    if not form.is_valid():
        return _page(request, draft, form, offers)
    keep(draft, form)
    draft.keep(request)
    return redirect("orders:checkout-review")


def _wishes(draft: CheckoutDraft, told: Any) -> Wishes:
    if told is None:
        return draft.wishes
    return replace(draft.wishes, signature="signature" in told, gift="gift" in told)


def _ticked(told: Any) -> dict[str, Any]:
    return {
        "speed": told.get("speed", ""),
        "signature": "signature" in told,
        "gift": "gift" in told,
        "gift_note": told.get("gift_note", ""),
    }


def _page(
    request: ShopRequest, draft: CheckoutDraft, form: DeliveryForm, offers: list[Choice]
) -> HttpResponse:
    chosen = picked(offers, str(form["speed"].value() or draft.speed))
    if "gift_note" in form.errors:
        form.fields["gift_note"].widget.attrs["autofocus"] = True
    context = {
        "form": form,
        "offers": offers,
        "chosen": chosen,
        "blocked": chosen.quote.problems,
        "draft": draft,
        **priced(chosen.quote),
    }
    return render(request, "orders/checkout/delivery.html", context)
