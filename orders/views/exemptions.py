"""Buying for resale, as the client sees it: her certificates, a new one, and taking one back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from orders.tax.exemptions import certificates
from orders.tax.exemptions.forms import CertificateForm
from orders.tax.exemptions.papers import BadPaper
from orders.tax.models import ResaleCertificate
from orders.views.personal import ShopRequest
from portero.core.personal import personal

# Papers that wait to be checked: more than these are a mistake or a nuisance.
MOST_WAITING = 5


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@personal
def certificates_page(request: ShopRequest) -> HttpResponse:
    """Her certificates with how each stands, and the form for another one."""
    form = CertificateForm(request.POST, request.FILES) if request.method == "POST" else CertificateForm()
    if request.method == "POST" and form.is_valid() and _submitted(request, form):
        messages.success(request, "Thank you. We check the certificate and write to you.")
        return redirect("orders:certificates")
    context = {"form": form, "certificates": _of(request.user).exclude(state="withdrawn")}
    return render(request, "orders/account/certificates.html", context)


@require_POST
@login_required
@personal
def withdraw(request: ShopRequest, pk: int) -> HttpResponse:
    """She takes a certificate back; another client's is a 404."""
    certificates.withdraw(get_object_or_404(_of(request.user), pk=pk))
    messages.info(request, "The certificate is withdrawn. Sales tax is charged again.")
    return redirect("orders:certificates")


def _of(user: Any) -> QuerySet[ResaleCertificate]:
    return ResaleCertificate.objects.filter(user=user)


def _submitted(request: ShopRequest, form: CertificateForm) -> bool:
    waiting = _of(request.user).filter(state="submitted").count()
    if waiting >= MOST_WAITING:
        form.add_error(None, f"{MOST_WAITING} certificates wait to be checked. Please wait for our answer.")
        return False
    told = dict(form.cleaned_data)
    try:
        certificates.submit(request.user, upload=told.pop("file"), **told)
    except BadPaper as problem:
        form.add_error("file", str(problem))
    except certificates.CertificateRefused as refused:
        form.add_error("number", str(refused))
    return not form.errors
