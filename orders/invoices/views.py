"""Papers for the buyer, by the signed link of her order; staff have theirs on the staff site."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from orders.access import order_by_token
from orders.invoices import issuing
from orders.invoices.enclosing import name_of
from orders.invoices.models import Paper
from orders.invoices.printing import pdf_of

INVOICE = "invoice"


@require_safe
@cache_control(private=True, no_store=True)
def by_link(request: HttpRequest, token: str, paper: str) -> HttpResponse:
    """The order's invoice (`invoice`, issued now if no task was quicker) or a paper of it by its number."""
    order = order_by_token(token)
    if paper != INVOICE:
        return as_pdf(get_object_or_404(Paper, order=order, number=paper))
    try:
        return as_pdf(issuing.invoice(order.pk))
    except issuing.NotYet:
        raise Http404 from None


def as_pdf(paper: Paper) -> HttpResponse:
    """The file, shown by the browser under its number."""
    headers = {"Content-Disposition": f'inline; filename="{name_of(paper)}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(pdf_of(paper), content_type="application/pdf", headers=headers)
