"""Payments on the staff site, read-only, and the queue of those that need a person."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.dataclasses import ActionDialog
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget

from orders.payments import refunds, review
from orders.payments import wire_admin as _wires  # noqa: F401  (registers its page and its queue)
from orders.payments.disputes import admin as _disputes  # noqa: F401  (registers its pages)
from orders.payments.models import Payment, PaymentState
from orders.payments.reconciliation import admin as _reconciliation  # noqa: F401  (registers its pages)
from orders.payments.refunds import admin as _refunds  # noqa: F401  (registers its pages)
from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.money import dollars
from portero.core.staff_queues import Queue, register

register(
    Queue(
        name="Payments to look at",
        url_name="admin:payments_payment_changelist",
        permission="payments.change_payment",
        count=lambda: review.waiting().count(),
        about="Payments whose amount or pieces don't fit: nothing moves before somebody has looked.",
    )
)


class ReviewForm(BaseDialogForm):
    """What was done; the audit trail keeps it."""

    reason = forms.CharField(label="What you did", max_length=300, widget=UnfoldAdminTextInputWidget)


@admin.register(Payment, site=site)
class PaymentAdmin(ReadOnlyAdmin):
    """Every attempt, those that need a person first."""

    menu = "Money"
    list_display = [
        "order_number",
        "attempt",
        "state",
        "sum",
        "provider",
        "reference",
        "to_look_at",
        "created_at",
    ]
    fieldsets = [
        (None, {"fields": ["order", "attempt", "state", "to_look_at", "problem"]}),
        ("Money, in USD", {"fields": ["sum", "captured", "refunded", "kept"]}),
        ("At the provider", {"fields": ["provider", "method", "reference", "hosted_reference", "details"]}),
        (
            "When",
            {"fields": ["created_at", "authorised_at", "capturable_until", "captured_at", "lookup_at"]},
        ),
    ]
    readonly_fields = ["sum", "captured", "refunded", "kept", "to_look_at"]
    list_filter = ["needs_review", "state", "provider"]
    list_select_related = ["order"]
    search_fields = ["order__number", "reference"]
    search_help_text = "Order number or the provider's reference"
    ordering = ["-needs_review", "-pk"]
    actions_detail = ["refund", "return_money", "seen_to"]

    @display(description="Order")
    def order_number(self, payment: Payment) -> str:
        return payment.order.number

    @display(description="Amount", ordering="amount")
    def sum(self, payment: Payment) -> str:
        return dollars(payment.amount, cents=True)

    @display(description="Captured")
    def captured(self, payment: Payment) -> str:
        return dollars(payment.captured_amount, cents=True)

    @display(description="Given back, or on its way")
    def refunded(self, payment: Payment) -> str:
        return dollars(payment.refunded_amount, cents=True)

    @display(description="Kept")
    def kept(self, payment: Payment) -> str:
        return dollars(refunds.left(payment), cents=True)

    @display(description="To look at", ordering="needs_review", label={"Somebody must look": "warning"})
    def to_look_at(self, payment: Payment) -> str:
        """In words: an icon for "no" reads as if something were wrong."""
        return "Somebody must look" if payment.needs_review else "-"

    def fitting_actions(self, request: HttpRequest, object_id: Any) -> set[str]:
        """Refund where money is left, the two of the review where they would not be refused."""
        payment = Payment.objects.get(pk=object_id)
        able = {
            "refund": payment.state == PaymentState.CAPTURED and refunds.left(payment) > 0,
            "return_money": review.belongs_nowhere(payment),
            "seen_to": payment.needs_review,
        }
        return {name for name, fits in able.items() if fits}

    def has_review_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """A method, because unfold's check of a codename reads the database."""
        return request.user.has_perm("payments.change_payment")

    def has_refund_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Customer care asks for refunds, accounting approves and pays those by wire."""
        return request.user.has_perm("payments.add_refund")

    @action(description="Refund", permissions=["refund"])
    def refund(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the form."""
        return HttpResponseRedirect(reverse("refunds:ask", args=[object_id]))

    @action(
        description="Return the money",
        permissions=["review"],
        dialog=ActionDialog(
            title="Return the money",
            description="What arrived and fits no order goes back whole to where it came from.",
            form_class=ReviewForm,
            form_submit_text="Return it",
        ),
    )
    def return_money(self, request: HttpRequest, form: ReviewForm, object_id: str) -> HttpResponse:
        """Ask for all of it to go back."""
        return self._review(request, form, object_id, review.return_money, "The refund is on its way.")

    @action(
        description="Seen to",
        permissions=["review"],
        dialog=ActionDialog(
            title="Seen to",
            description="You have refunded it or let the sum go at the provider. The order follows by itself.",
            form_class=ReviewForm,
            form_submit_text="Seen to",
        ),
    )
    def seen_to(self, request: HttpRequest, form: ReviewForm, object_id: str) -> HttpResponse:
        """Take it off the queue."""
        return self._review(request, form, object_id, review.seen_to, "It is off the queue.")

    @staticmethod
    def _review(
        request: HttpRequest, form: ReviewForm, object_id: str, verb: Callable[..., None], done: str
    ) -> HttpResponse:
        payment: Any = Payment.objects.get(pk=object_id)
        try:
            verb(payment, actor=request.user, reason=form.cleaned_data["reason"])
        except review.ReviewRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, done)
        return HttpResponseRedirect(reverse("admin:payments_payment_change", args=[object_id]))
