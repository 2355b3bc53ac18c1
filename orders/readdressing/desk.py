"""The verification desk's page of a new address: both addresses, the evidence, approve or decline with a reason."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from orders import verification_evidence
from orders.books.ledger import entries_of
from orders.readdressing import deciding
from orders.readdressing.deciding import DecisionRefused
from orders.readdressing.giving_back import given_back
from orders.readdressing.models import AddressChange
from orders.readdressing.pricing import ChangeRefused, tax_at
from orders.readdressing.queries import waiting
from orders.views.staff_verification import over
from portero.core.admin_site import site
from portero.core.desk import desk

PERMISSION = "order.change_order"
WHICH = "Approve or decline?"


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        choices=[("approve", "Approve the new address"), ("decline", "Keep the old address")],
        error_messages={"required": WHICH, "invalid_choice": WHICH},
    )
    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the decision; the buyer doesn't see it.",
        error_messages={"required": "Why? The reason is kept with the decision."},
    )


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One change that waits; a POST decides it."""
    change = waiting().filter(pk=pk).first()
    if change is None:
        return over(request, get_object_or_404(AddressChange, pk=pk).order.number)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decide(request, change, form):
        return redirect("fulfilment:verification")
    less, problem = _tax(change)
    context = site.each_context(request) | {
        "title": f"New address of {change.order.number}",
        "change": change,
        "evidence": verification_evidence.of(change.order),
        "differs": deciding.differs_from_billing(change),
        "less": less,
        "problem": problem,
        "form": form,
    }
    return render(request, "staff/address_change.html", context, status=422 if form.errors else 200)


def _tax(change: AddressChange) -> tuple[Decimal | None, str]:
    """The sales tax (USD) that an approval gives back, if any, and why it couldn't be approved now."""
    try:
        split = given_back(entries_of(change.order), tax_at(change.order, deciding.told_of(change)))
    except ChangeRefused as refused:
        return None, str(refused)
    return (split.total if split else None), ""


def _decide(request: HttpRequest, change: AddressChange, form: Any) -> bool:
    verb = deciding.approve if form.cleaned_data["decision"] == "approve" else deciding.decline
    try:
        verb(change, actor=request.user, reason=form.cleaned_data["reason"])
    except (DecisionRefused, ChangeRefused) as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"{change.order.number}: decided.")
    return True
