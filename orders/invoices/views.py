"""Papers for the buyer, by the signed link of her order; staff have theirs on the staff site."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from orders import mails
from orders.access import link_to, order_by_token
from orders.invoices import issuing
from orders.invoices.enclosing import name_of
from orders.invoices.models import Paper
from orders.invoices.printing import pdf_of
from portero.core.personal import personal

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


@require_POST
@personal
def mail_again(request: HttpRequest, token: str) -> HttpResponse:
    """Mail the order's papers once more, to the address that was given with it: a link shows nobody another."""
    order = order_by_token(token)
    try:
        issuing.invoice(order.pk)
    except issuing.NotYet:
        raise Http404 from None
    mails.papers_again(order)
    messages.success(request, "We have mailed your invoice to the address of this order.")
    return redirect(link_to(order))


def as_pdf(paper: Paper) -> HttpResponse:
    """The file, shown by the browser under its number."""
    headers = {"Content-Disposition": f'inline; filename="{name_of(paper)}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(pdf_of(paper), content_type="application/pdf", headers=headers)
