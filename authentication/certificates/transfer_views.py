"""The pages on which a certificate changes hands: personal, and told to no search engine."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.throttle import client_address, too_often
from authentication.certificates import queries, transfers
from authentication.certificates.forms import TransferForm
from authentication.certificates.mails import HOLDER
from authentication.certificates.transfers import TransferRefused
from authentication.models import Holder
from portero.core.links import pk_of
from portero.core.personal import personal

# Sixty bits are not guessed at this pace; a mistyped code may be typed again.
PER_CERTIFICATE, PER_VISITOR, WITHIN = 10, 20, timedelta(hours=1)
CODES_PER_HOLDER = 10


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def transfer(request: HttpRequest, number: str) -> HttpResponse:
    """Enter the code that the last owner gave, and become the registered holder."""
    certificate = queries.certificate_numbered(number)
    form = TransferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if _too_often(request, number):
            form.add_error("code", "This was tried too often. Try again in an hour.")
        else:
            try:
                holder = transfers.enter(certificate, form.cleaned_data["code"], form.cleaned_data["email"])
            except TransferRefused as refused:
                form.add_error("code", str(refused))
            else:
                told = {"certificate": certificate, "email": holder.email}
                return render(request, "certificates/transferred.html", told)
    form.focus_first_error()
    return render(request, "certificates/transfer.html", {"certificate": certificate, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def held(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a registered holder, by her link: she can make a code for the next one."""
    known = Holder.objects.select_related("certificate__item__designer")
    holder = known.filter(pk=pk_of(HOLDER, token)).first()
    if holder is None:
        raise Http404
    context: dict[str, Any] = {"holder": holder, "certificate": holder.certificate, "made": None}
    if request.method == "POST":
        if too_often("transfer-made", str(holder.pk), limit=CODES_PER_HOLDER, within=WITHIN):
            messages.error(request, "You asked for many codes. Try again in an hour.")
            return redirect(request.path)
        try:
            context["made"] = transfers.code_for_holder(holder.pk)
        except TransferRefused as refused:
            messages.error(request, str(refused))
            return redirect(request.path)
    return render(request, "certificates/held.html", context)


def _too_often(request: HttpRequest, number: str) -> bool:
    by_number = too_often("transfer-certificate", number, limit=PER_CERTIFICATE, within=WITHIN)
    return too_often("transfer", client_address(request), limit=PER_VISITOR, within=WITHIN) or by_number
