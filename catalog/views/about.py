"""Pages that say how the house works."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.grade_words import GRADES
from catalog.views.public import kept_shortly

PAGES = {
    "grades": "What the grades mean",
    "authenticity": "How we examine a piece",
    "delivery-and-returns": "Delivery and returns",
}


@require_safe
@kept_shortly
def about(request: HttpRequest, page: str) -> HttpResponse:
    """Grades, authenticity, delivery and returns."""
    if page not in PAGES:
        raise Http404
    name = page.replace("-", "_")
    context = {"grades": GRADES, "canonical": request.path, "shared_title": PAGES[page]}
    return render(request, f"catalog/about/{name}.html", context)
