"""Orders that wait for a decision before they are charged: the evidence, and approve or decline with a reason."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from orders import verification, verification_evidence
from orders.models import VerificationCase
from orders.payments.gateway import GatewayError
from orders.readdressing.queries import taken_of, waiting
from portero.core.admin_site import site
from portero.core.desk import desk

PERMISSION = "order.change_order"


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        choices=[("approve", "Approve and charge"), ("decline", "Decline and release")],
        error_messages={"required": "Approve or decline?", "invalid_choice": "Approve or decline?"},
    )
    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the decision; the buyer doesn't see it.",
        error_messages={"required": "Why? The reason is kept with the decision."},
    )


@desk(PERMISSION)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Every open case, oldest first, and the new addresses of paid orders."""
    context = site.each_context(request) | {
        "title": "Verification",
        "cases": list(verification_evidence.open_cases()),
        "changes": list(waiting()),
    }
    return render(request, "staff/verification.html", context)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case with its evidence; a POST decides it."""
    found = verification_evidence.open_cases().filter(order__number=number).first()
    if found is None:
        get_object_or_404(VerificationCase, order__number=number)
        return over(request, number)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decide(request, found.order, form):
        return redirect("fulfilment:verification")
    context = site.each_context(request) | {
        "title": f"Verification of {number}",
        "case": found,
        "evidence": verification_evidence.of(found.order),
        "changes": taken_of(found.order),
        "form": form,
    }
    return render(request, "staff/verification_case.html", context, status=422 if form.errors else 200)


def over(request: HttpRequest, number: str) -> HttpResponse:
    """Back to the queue from what somebody else has decided, or she has withdrawn, meanwhile."""
    messages.warning(request, f"{number}: nothing waits there any more. Your decision wasn't needed.")
    return redirect("fulfilment:verification")


def _decide(request: HttpRequest, order: Any, form: DecisionForm) -> bool:
    verb = verification.approve if form.cleaned_data["decision"] == "approve" else verification.decline
    try:
        verb(order, actor=request.user, reason=form.cleaned_data["reason"])
    except verification.VerificationRefused as refused:
        form.add_error(None, str(refused))
        return False
    except GatewayError:
        messages.warning(
            request, f"{order.number}: decided. The payment provider doesn't answer; it is asked again soon."
        )
        return True
    messages.success(request, f"{order.number}: decided.")
    return True
