"""Accounting's queue of lost parcels: ask for the refund, or write down how it went back."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from orders.fulfilment import losing
from orders.fulfilment.models import Astray
from portero.core.admin_site import site
from portero.core.desk import desk
from portero.core.money import dollars

PERMISSION = "payments.change_refund"


class OtherwiseForm(forms.Form):
    """Nothing is refunded here: it went back at the payment, or isn't owed."""

    words = forms.CharField(
        max_length=300,
        required=False,
        label="If it went back otherwise, or isn’t owed: how we know",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@desk(PERMISSION)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Those that are owed, the longest waiting first."""
    facts = {"title": "Lost parcels to refund", "tasks": list(losing.owed()), "now": timezone.now()}
    return render(request, "staff/lost_parcels.html", site.each_context(request) | facts)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them. A POST asks for the refund, or (`otherwise`) ends it without one."""
    task = get_object_or_404(losing.owed(), pk=pk)
    form = OtherwiseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _settled(request, task, form.cleaned_data["words"]))
            return redirect("fulfilment:lost")
        except losing.LossRefused as refused:
            form.add_error(None, str(refused))
    facts = {"title": f"Lost: {task.shipment.number}", "task": task, "form": form}
    context = site.each_context(request) | facts
    return render(request, "staff/lost_parcel.html", context, status=422 if form.errors else 200)


def _settled(request: HttpRequest, task: Astray, words: str) -> str:
    if "otherwise" in request.POST:
        losing.paid_otherwise(task.pk, actor=request.user, reason=words)
        return "Nothing more is owed for it."
    refund = losing.refund(task.pk, actor=request.user)
    return f"The refund is asked for, {dollars(refund.amount, cents=True)}."
