"""Refunds on the staff site: the queue of those that wait for somebody, and accounting's verbs."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from unfold.dataclasses import ActionDialog
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget

from orders.books.ledger import split_of
from orders.payments.models import Refund, RefundState
from orders.payments.refunds import desk, queries
from orders.payments.refunds.states import RefundRefused
from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.money import dollars
from portero.core.staff_queues import Queue, register

register(
    Queue(
        name="Refunds",
        url_name="admin:payments_refund_changelist",
        permission="payments.change_refund",
        count=lambda: queries.waiting().count(),
        late=lambda: queries.late().count(),
        about="Refunds that failed, wait for a second person, or are to be wired.",
    )
)
TONES = {
    RefundState.TO_APPROVE: "warning",
    RefundState.TO_PAY: "warning",
    RefundState.READY: "info",
    RefundState.SENT: "info",
    RefundState.DONE: "success",
    RefundState.FAILED: "danger",
}


class SureForm(BaseDialogForm):
    """Nothing to type."""


class PaidForm(BaseDialogForm):
    bank_reference = forms.CharField(
        label="The bank's reference of the transfer, or the number of the check",
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
    )


class CallOffForm(BaseDialogForm):
    reason = forms.CharField(label="Why", max_length=300, widget=UnfoldAdminTextInputWidget)


def _dialog(title: str, about: str, form: type[BaseDialogForm]) -> ActionDialog:
    return ActionDialog(title=title, description=about, form_class=form, form_submit_text=title)


class WaitingFilter(admin.SimpleListFilter):
    """What the queue counts."""

    title = "work"
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "Waits for somebody")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Refund]) -> QuerySet[Refund]:
        return queryset.filter(pk__in=queries.waiting().values("pk")) if self.value() else queryset


@admin.register(Refund, site=site)
class RefundAdmin(ReadOnlyAdmin):
    """Every refund; the verbs lead each on."""

    menu = "Money"
    list_display = ["order_number", "sum", "state_in_words", "reason", "problem", "requested_at"]
    list_filter = [WaitingFilter, "state"]
    list_select_related = ["payment__order", "wire"]
    search_fields = ["payment__order__number", "reference", "wire__bank_reference"]
    search_help_text = "Order number, the provider's or the bank's reference"
    ordering = ["-pk"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "order_number",
                    "sum",
                    "state",
                    "reason",
                    "problem",
                    "payment",
                    "wire",
                    "consists_of",
                ]
            },
        ),
        ("Who and when", {"fields": ["requested_at", "requested_by", "approved_at", "approved_by"]}),
        (
            "Where it stands",
            {"fields": ["how", "reference", "voided", "tries", "next_try_at", "done_at", "done_by"]},
        ),
        ("Seen to", {"fields": ["closed_at"]}),
    ]
    readonly_fields = ["order_number", "sum", "consists_of"]
    actions_detail = ["approve", "paid", "try_again", "call_off"]

    @display(description="Order")
    def order_number(self, refund: Refund) -> str:
        if refund.payment is not None:
            return refund.payment.order.number
        return f"Wire {refund.wire.bank_reference}" if refund.wire else ""

    @display(description="Amount", ordering="amount")
    def sum(self, refund: Refund) -> str:
        return dollars(refund.amount, cents=True)

    @display(description="State", ordering="state", label=TONES)
    def state_in_words(self, refund: Refund) -> tuple[str, str]:
        return refund.state, RefundState(refund.state).label

    @display(description="Consists of")
    def consists_of(self, refund: Refund) -> str:
        """Price, charges and each jurisdiction's tax, as frozen with it."""
        return mark_safe(render_to_string("admin/orders/split.html", {"split": split_of(refund)}))  # noqa: S308

    def has_decide_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """A method, because unfold's check of a codename reads the database."""
        return request.user.has_perm("payments.change_refund")

    def fitting_actions(self, request: HttpRequest, object_id: Any) -> set[str]:
        """Those that its state allows to this person."""
        able = desk.verbs_of(Refund.objects.get(pk=object_id), request.user)
        return {"paid" if verb == "mark_paid" else verb for verb in able}

    @action(
        description="Approve",
        permissions=["decide"],
        dialog=_dialog("Approve", "It is then to be wired. Whoever asked for it can't approve it.", SureForm),
    )
    def approve(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return _do(request, object_id, desk.approve, "Approved: it is to be wired now.")

    @action(
        description="Paid",
        permissions=["decide"],
        dialog=_dialog(
            "Paid", "You have wired the sum from Portero's account, or the check is on its way.", PaidForm
        ),
    )
    def paid(self, request: HttpRequest, form: PaidForm, object_id: str) -> HttpResponse:
        return _do(
            request, object_id, desk.mark_paid, "Paid.", bank_reference=form.cleaned_data["bank_reference"]
        )

    @action(
        description="Try again",
        permissions=["decide"],
        dialog=_dialog("Try again", "It is sent again; by wire it waits for an approval.", SureForm),
    )
    def try_again(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return _do(request, object_id, desk.try_again, "It is tried again.")

    @action(
        description="Call off",
        permissions=["decide"],
        dialog=_dialog("Call off", "Nothing is sent; one that failed leaves the queue.", CallOffForm),
    )
    def call_off(self, request: HttpRequest, form: CallOffForm, object_id: str) -> HttpResponse:
        return _do(request, object_id, desk.call_off, "Called off.", reason=form.cleaned_data["reason"])


def _do(
    request: HttpRequest, object_id: str, verb: Callable[..., Refund], done: str, **facts: Any
) -> HttpResponse:
    try:
        verb(Refund.objects.get(pk=object_id), actor=request.user, **facts)
    except RefundRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:payments_refund_change", args=[object_id]))
