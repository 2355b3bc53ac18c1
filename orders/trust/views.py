"""The page of the open figures, and the same for machines."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.views.public import kept_shortly
from orders.trust.document import published

DAY_OF_HOURS = 48  # from so many hours on, days are read more easily


@require_safe
@kept_shortly
def page(request: HttpRequest) -> HttpResponse:
    """Each figure with numerator, denominator and definition."""
    document = published()
    moments = {name: datetime.fromisoformat(document[name]) for name in ("counted_at", "since", "until")}
    measured = [told | {"value": _value(told)} for told in document["figures"]]
    facts = {
        name: document[name] for name in ("days", "least")
    }  # `figures` are the house's own on every page
    shown = {"measured": measured, "shared_title": "How we are doing", "canonical": request.path}
    return render(request, "trust/page.html", facts | moments | shown)


@require_safe
@kept_shortly
def document(request: HttpRequest) -> HttpResponse:
    """The same as JSON, readable from any page."""
    return JsonResponse(published(), headers={"Access-Control-Allow-Origin": "*"})


def _value(told: dict[str, Any]) -> str:
    """`98.6%` or `31 hours`; nothing where there is not enough to say."""
    if "per_cent" in told:
        return f"{told['per_cent']}%"
    return _span(told["median_minutes"]) if "median_minutes" in told else ""


def _span(minutes: int) -> str:
    hours = round(minutes / 60)
    if hours >= DAY_OF_HOURS:
        return f"{minutes / 60 / 24:.1f} days"
    if minutes < 60:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"{hours} hour{'' if hours == 1 else 's'}"
