"""Resale certificates on the staff site: what waits, the paper beside what the client told, the decision."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from orders.tax.exemptions import certificates
from orders.tax.exemptions.papers import ENDINGS
from orders.tax.models import ResaleCertificate
from portero.core.admin_site import site
from portero.core.desk import desk

PERMISSION = "tax.change_resalecertificate"


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        choices=[("approve", "Approve"), ("decline", "Decline")],
        error_messages={"required": "Approve or decline?", "invalid_choice": "Approve or decline?"},
    )
    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the decision. If you decline, the client reads it.",
        error_messages={"required": "Why? The reason is kept with the decision."},
    )


@desk(PERMISSION)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The certificates that wait for a decision, the oldest first."""
    waiting = ResaleCertificate.objects.filter(state="submitted").select_related("user")
    context = site.each_context(request) | {
        "title": "Resale certificates",
        "certificates": waiting.order_by("submitted_at")[:200],
    }
    return render(request, "staff/certificates.html", context)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One certificate; a POST decides it."""
    certificate = get_object_or_404(ResaleCertificate.objects.select_related("user", "decided_by"), pk=pk)
    form = DecisionForm(request.POST) if request.method == "POST" else DecisionForm()
    if request.method == "POST" and form.is_valid() and _decided(request, certificate, form):
        return redirect("fulfilment:certificates")
    context = site.each_context(request) | {
        "title": f"Certificate {certificate.number}",
        "certificate": certificate,
        "open": certificate.state == ResaleCertificate.State.SUBMITTED,
        "form": form,
    }
    return render(request, "staff/certificate.html", context, status=422 if form.errors else 200)


@desk(PERMISSION)
@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The uploaded paper as a download: no browser of ours ever runs what a stranger sent."""
    certificate = get_object_or_404(ResaleCertificate, pk=pk)
    name = f"certificate-{certificate.pk}.{ENDINGS.get(certificate.file_type, 'bin')}"
    answer = HttpResponse(certificate.file.read(), content_type=certificate.file_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _decided(request: HttpRequest, certificate: ResaleCertificate, form: DecisionForm) -> bool:
    told = form.cleaned_data
    try:
        certificates.decide(
            certificate,
            approved=told["decision"] == "approve",
            actor=request.user,
            reason=told["reason"],
        )
    except certificates.CertificateRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"{certificate.number}: decided.")
    return True
