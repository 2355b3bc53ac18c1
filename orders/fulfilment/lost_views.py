"""Accounting's queue of lost parcels: ask for the refund, book what was paid by hand, or say why nothing is owed."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from orders.fulfilment import losing
from orders.fulfilment.models import Astray
from orders.payments.refunds.forms import PaidByHandForm
from portero.core.admin_site import site
from portero.core.desk import desk
from portero.core.money import dollars

PERMISSION = "payments.change_refund"


class OtherwiseForm(forms.Form):
    """Nothing is refunded here: the books or her bank's dispute have it, or she has the parcel."""

    words = forms.CharField(
        max_length=300,
        label="How we know",
        help_text="She doesn’t read it.",
        error_messages={"required": losing.SAY_WHY},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Verb(NamedTuple):
    """What a button of this page does: its name, its words, the words that open its form, and what it means."""

    name: str
    button: str
    summary: str = ""
    about: str = ""
    form: type[forms.Form] | None = None


REFUND = Verb("refund", "Ask for the refund")
BY_HAND = Verb(
    "by_hand",
    "We paid it by hand",
    "It is paid by bank transfer or check: book it",
    "Because it can’t go back to where it came from. It is booked as a refund: its tax is reversed, and she has a mail "
    "with its credit note. Above the limit of wires another person approves it first, among the refunds: pay it then, "
    "and mark it paid there. Not for what her bank took back: that is a dispute.",
    PaidByHandForm,
)
OTHERWISE = Verb(
    "otherwise",
    "Nothing is owed any more",
    "Her bank took it back, it was refunded before, or she has it: close it",
    "Our books, or a dispute that was lost, have all of it; or the carrier delivered it after all. Nothing is booked.",
    OtherwiseForm,
)
VERBS = {verb.name: verb for verb in (REFUND, BY_HAND, OTHERWISE)}


@desk(PERMISSION)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Those that are owed, the longest waiting first."""
    facts = {"title": "Lost parcels to refund", "tasks": list(losing.owed()), "now": timezone.now()}
    return render(request, "staff/lost_parcels.html", site.each_context(request) | facts)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them. A POST asks for the refund, books what was paid by hand, or ends it without one."""
    task = get_object_or_404(losing.owed(), pk=pk)
    sent = VERBS.get(request.POST.get("do", ""))
    form = _form(sent, task, request.POST) if sent else None
    problem = ""
    if sent and (form is None or form.is_valid()):
        try:
            messages.success(request, DONE[sent.name](task, form.cleaned_data if form else {}, request.user))
            return redirect("fulfilment:lost")
        except losing.LossRefused as refused:
            problem = str(refused)
    if problem and form is not None:
        form.add_error(None, problem)
    facts = {
        "title": f"Lost: {task.shipment.number}",
        "task": task,
        "refund": REFUND,
        "lines": task.shipment.lines.select_related("item__designer").order_by("pk"),
        "left": losing.left(task),
        "others": [(verb, form if verb == sent else _form(verb, task)) for verb in (BY_HAND, OTHERWISE)],
        "sent": sent,
        "problem": "" if form else problem,
    }
    wrong = bool(problem or (form and form.errors))
    context = site.each_context(request) | facts
    return render(request, "staff/lost_parcel.html", context, status=422 if wrong else 200)


def _form(verb: Verb, task: Astray, data: Any = None) -> forms.Form | None:
    """The form of a verb, empty or with what was sent."""
    if verb.form is None:
        return None
    facts: dict[str, Any] = {"auto_id": f"{verb.name}_%s"}
    if verb is BY_HAND and data is None:
        facts["initial"] = {"amount": losing.to_pay(task) or None}
    return verb.form(data, **facts)


def _refund(task: Astray, told: dict[str, Any], actor: Any) -> str:
    refund = losing.refund(task.pk, actor=actor)
    return f"The refund is asked for, {dollars(refund.amount, cents=True)}."


def _by_hand(task: Astray, told: dict[str, Any], actor: Any) -> str:
    asked = losing.paid_by_hand(task.pk, actor=actor, **told)
    if asked[0].done_at is None:
        return "Another person approves it now, among the refunds: pay it then, and mark it paid there."
    return "It is booked. She has a mail with its credit note."


def _otherwise(task: Astray, told: dict[str, Any], actor: Any) -> str:
    losing.paid_otherwise(task.pk, actor=actor, reason=told["words"])
    return "Nothing more is owed for it."


DONE: dict[str, Callable[[Astray, dict[str, Any], Any], str]] = {
    "refund": _refund,
    "by_hand": _by_hand,
    "otherwise": _otherwise,
}
