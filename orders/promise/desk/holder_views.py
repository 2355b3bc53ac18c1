"""Doubts of later owners on the staff site: which wait, and the answer to one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from orders.promise import holders
from orders.promise.desk.forms import AnswerForm
from orders.promise.desk.queues import ANSWER
from orders.promise.models import Claim, HolderDoubt
from orders.promise.states import ClaimRefused
from portero.core import due, staff_queues
from portero.core.admin_site import site
from portero.core.desk import desk

NAME, ABOUT = (
    "Doubts of later owners",
    "What somebody who has a certificate by a transfer sees, to be answered.",
)
WAITING = HolderDoubt.objects.filter(answered_at__isnull=True)
MOST = 200


@desk(ANSWER)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for our answer, what is due first on top."""
    now = timezone.now()
    found = WAITING.select_related("holder__certificate__item__designer").order_by("due_at", "pk")[:MOST]
    context = site.each_context(request) | {
        "title": NAME,
        "about": ABOUT,
        "rows": [(doubt, due.seen(doubt.due_at, now)) for doubt in found],
    }
    return render(request, "staff/claims/holders.html", context)


@desk(ANSWER)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Her words, the piece and its claims; a POST mails her the answer."""
    known = HolderDoubt.objects.select_related("holder__certificate__item__designer", "answered_by")
    doubt = get_object_or_404(known, pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _answered(request, doubt, form):
        return redirect("claims-desk:holder", pk)
    return _page(request, doubt, form)


def _answered(request: HttpRequest, doubt: HolderDoubt, form: forms.Form) -> bool:
    try:
        holders.answer(doubt, actor=request.user, text=form.cleaned_data["text"])
    except ClaimRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "She has your answer by mail.")
    return True


def _page(request: HttpRequest, doubt: HolderDoubt, form: forms.Form) -> HttpResponse:
    item = doubt.holder.certificate.item
    context: dict[str, Any] = site.each_context(request) | {
        "title": f"{item.designer.name} {item.title}",
        "doubt": doubt,
        "certificate": doubt.holder.certificate,
        "item": item,
        "due": due.seen(doubt.due_at, timezone.now()),
        "claims": Claim.objects.filter(item=item).order_by("-pk"),
        "form": form,
    }
    return render(request, "staff/claims/holder.html", context, status=422 if form.errors else 200)


def _waiting() -> int:
    return WAITING.count()


def _late() -> int:
    return WAITING.filter(due_at__lte=timezone.now()).count()


def register() -> None:
    """Put them among the queues of the day."""
    staff_queues.register(
        staff_queues.Queue(
            NAME,
            "claims-desk:holders",
            ANSWER,
            count=_waiting,
            late=_late,
            about=ABOUT,
        )
    )
