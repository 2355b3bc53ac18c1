"""The weekly figures of the ship-by promise, and the manager's word about each breach."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from orders.fulfilment import weeks
from orders.fulfilment.models import Breach
from portero.core.admin_site import site
from portero.core.desk import desk

MANAGER = "fulfilment.change_breach"


@desk("fulfilment.view_breach")
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Week by week how many of how many parcels left in time, and the breaches that nobody has explained."""
    context = site.each_context(request) | {
        "title": "Kept promises",
        "weeks": weeks.weeks(timezone.now()),
        "breaches": list(weeks.to_explain()[:50]),
        "cause_length": weeks.CAUSE_LENGTH,
    }
    return render(request, "staff/ship_by_weeks.html", context)


@desk(MANAGER)
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down why a parcel was late."""
    breach = get_object_or_404(Breach, pk=pk)
    try:
        weeks.explain(breach.pk, cause=request.POST.get("cause", ""), actor=request.user)
        messages.success(request, f"Written down for {breach.shipment.number}.")
    except weeks.ExplanationRefused as refused:
        messages.error(request, str(refused))
    return redirect("fulfilment:weeks")
