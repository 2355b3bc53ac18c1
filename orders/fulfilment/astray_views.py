"""The queue of parcels astray, and one of them: what happened, what to do next, what was done, how it ended."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from orders.fulfilment import astray, journey, lost_refunds, tracking
from orders.fulfilment.models import Astray
from orders.fulfilment.parcels import label_of
from orders.payments.models import RefundState
from portero.core.admin_site import site
from portero.core.desk import desk

PERMISSION = "fulfilment.change_astray"


class WordsForm(forms.Form):
    """What was done; with an outcome it is the end."""

    words = forms.CharField(
        max_length=astray.WORDS_LENGTH,
        label="What was done, or how we know",
        error_messages={"required": "What was done?"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    outcome = forms.ChoiceField(
        choices=[("", "Not ended: look again tomorrow"), *Astray.Outcome.choices],
        required=False,
        label="Outcome",
    )


@desk(PERMISSION)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Every parcel astray, the most urgent first."""
    context = site.each_context(request) | {
        "title": "Parcels astray",
        "tasks": list(astray.open_ones()),
        "now": timezone.now(),
    }
    return render(request, "staff/astray_queue.html", context)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them. A POST notes what was done, or ends it."""
    found = Astray.objects.select_related("shipment__order__contact", "taken_by", "closed_by", "refund")
    task = get_object_or_404(found, pk=pk)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _act(request, task, form.cleaned_data["words"], form.cleaned_data["outcome"])
            return redirect("fulfilment:astray-one", pk)
        except astray.AstrayRefused as refused:
            form.add_error(None, str(refused))
    shipment = task.shipment
    way = journey.of([shipment]).get(shipment.number)
    context = site.each_context(request) | {
        "title": task.get_kind_display(),
        "task": task,
        "form": form,
        "steps": astray.NEXT_STEPS[Astray.Kind(task.kind)],
        "stops": way.stops if way else (),
        "page": tracking.page(shipment.carrier, shipment.tracking_number),
        "label": label_of(shipment),
        "refunds": [one for one in lost_refunds.of_task(task) if one.state != RefundState.FAILED],
        "events": shipment.order.events.filter(kind__startswith="astray").select_related("actor"),
        "payment": shipment.order.payments.filter(captured_amount__gt=0).first(),
    }
    return render(request, "staff/astray.html", context, status=422 if form.errors else 200)


def _act(request: HttpRequest, task: Astray, words: str, outcome: str) -> None:
    if outcome:
        astray.close(task.pk, Astray.Outcome(outcome), words, actor=request.user)
        messages.success(request, "It is closed.")
    else:
        astray.note(task.pk, words, actor=request.user)
        messages.success(request, "Noted. It is yours, and comes back tomorrow.")
