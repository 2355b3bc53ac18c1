"""From a certificate's page: whoever has the piece proves it by a mail to the address that we know of her.

The answer is the same whether we know that address or not, and takes as long: the worker writes the mail.
"""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import guard
from authentication.certificates.queries import certificate_numbered
from orders.access import token_for
from orders.promise import owners
from orders.promise.forms import OwnerForm
from orders.promise.tasks import mail_claim_link
from orders.views.personal import ShopRequest
from portero.core.personal import personal


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def ask(request: ShopRequest, number: str) -> HttpResponse:
    """Her own order if she is signed in and bought it; else the address to which we mail the way."""
    certificate = certificate_numbered(number)
    form = OwnerForm(request.POST if request.method == "POST" else None, user=AnonymousUser())
    if form.is_valid():
        email = form.cleaned_data["email"].strip()
        if form.by_robot or not guard.asked_too_often(request, "claim-owner", email):
            if not form.by_robot:
                mail_claim_link.delay(certificate.pk, email)
            return render(request, "promise/mailed.html", {"certificate": certificate, "email": email})
        form.add_error(None, guard.WAIT)
    wrong = form.focus_first_error() or bool(form.non_field_errors())
    order = owners.bought_by(certificate, request.user)
    context = {
        "certificate": certificate,
        "form": form,
        "order": order,
        "token": token_for(order) if order else "",
    }
    return render(request, "promise/by_certificate.html", context, status=422 if wrong else 200)
