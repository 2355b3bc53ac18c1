"""Pages that say how the house works."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.grade_words import GRADES
from catalog.views.public import kept_shortly

PAGES = ("grades", "authenticity", "delivery-and-returns")


@require_safe
@kept_shortly
def about(request: HttpRequest, page: str) -> HttpResponse:
    """Grades, authenticity, delivery and returns."""
    if page not in PAGES:
        raise Http404
    name = page.replace("-", "_")
    return render(request, f"catalog/about/{name}.html", {"grades": GRADES, "canonical": request.path})
