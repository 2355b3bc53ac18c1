"""The page of a claim: where it stands, until when the next step is done, and what she can do."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from orders.fulfilment import tracking
from orders.promise import history, way_back
from orders.promise.forms import AppointmentForm
from orders.promise.models import ClaimInspection
from orders.promise.shown import shown
from orders.promise.views.reach import claim_by_token
from orders.promise.words import CHECKS, OURS
from orders.views.personal import ShopRequest
from portero.core.personal import personal


@require_safe
@personal
def show(request: ShopRequest, token: str, number: str) -> HttpResponse:
    """Her claim, for whoever holds the signed link of its order."""
    order, claim = claim_by_token(token, number)
    page = shown(claim, token)
    context = {
        "order": order,
        "token": token,
        "claim": claim,
        "page": page,
        "steps": history.steps_of(claim, frozen=page.frozen),
        "checks": _checks(page.inspection),
        "tracking_page": tracking.page(page.label.carrier, page.label.tracking_number) if page.label else "",
        "back_page": tracking.page(claim.back_carrier, claim.back_tracking),
        "back": way_back.of_claim(claim),
        "late": claim.due_at is not None and claim.due_at < timezone.now() and page.words.turn == OURS,
        "form": AppointmentForm() if page.may_wish else None,
    }
    return render(request, "promise/claim.html", context)


def _checks(found: ClaimInspection | None) -> list[tuple[str, bool]]:
    """What was checked when the parcel was opened, in words, with how it came out."""
    if found is None:
        return []
    held = {name: bool(found.checks.get(name)) for name in CHECKS}
    return [(CHECKS[name][0 if holds else 1], holds) for name, holds in held.items()]
