"""Disputes on the staff site: the queue by deadline, what a letter says, and the evidence as one file."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from unfold.dataclasses import ActionDialog
from unfold.decorators import action, display

from orders.payments import disputes
from orders.payments.disputes import following
from orders.payments.disputes.evidence import bundle
from orders.payments.disputes.forms import ChargebackForm, ReasonForm
from orders.payments.gateway import GatewayError
from orders.payments.models import Dispute, DisputeState
from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.money import dollars
from portero.core.staff_queues import Queue, register
from portero.core.words import moment

PERMISSION = "payments.change_dispute"
TONES = {
    DisputeState.NEEDS_RESPONSE: "warning",
    DisputeState.UNDER_REVIEW: "info",
    DisputeState.UNCLEAR: "warning",
    DisputeState.WON: "success",
    DisputeState.LOST: "danger",
}
UNKNOWN = "payment not known yet"

register(
    Queue(
        name="Disputes",
        url_name="admin:payments_dispute_changelist",
        permission=PERMISSION,
        count=lambda: disputes.waiting().count(),
        late=lambda: disputes.late().count(),
        about="A bank wants money back: evidence must be sent by the deadline.",
    )
)


def _dialog(title: str, about: str) -> ActionDialog:
    return ActionDialog(title=title, description=about, form_class=ReasonForm, form_submit_text=title)


@admin.register(Dispute, site=site)
class DisputeAdmin(ReadOnlyAdmin):
    """Those to answer first, by deadline. A letter's chargeback is added here; all others come by themselves."""

    menu = "Money"
    list_display = ["reference", "order_number", "state_label", "sum", "reason", "deadline", "provider"]
    list_filter = ["state", "provider"]
    search_fields = ["reference", "payment_reference", "payment__order__number"]
    search_help_text = "Order number, or the reference of the dispute or the payment"
    actions_detail = ["evidence", "ask", "submitted", "won", "lost"]
    readonly_fields = ["order_number", "sum", "opened", "deadline", "decided", "history"]
    fieldsets = [
        (None, {"fields": ["order_number", "state", "sum", "reason", "reference", "provider"]}),
        ("When", {"fields": ["opened", "deadline", "decided", "outcome"]}),
        ("What happened", {"fields": ["history"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dispute]:
        return disputes.in_order_of_urgency()

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return list(disputes.in_order_of_urgency().query.order_by)

    @display(description="Order", ordering="payment__order__number")
    def order_number(self, dispute: Dispute) -> str:
        return dispute.payment.order.number if dispute.payment else UNKNOWN

    @display(description="State", ordering="state", label=TONES)
    def state_label(self, dispute: Dispute) -> tuple[str, str]:
        return dispute.state, dispute.get_state_display()

    @display(description="Amount", ordering="amount")
    def sum(self, dispute: Dispute) -> str:
        return dollars(dispute.amount, cents=True)

    @display(description="Opened")
    def opened(self, dispute: Dispute) -> str:
        return moment(dispute.opened_at)

    @display(description="Answer by", ordering="due_by", empty_value="no deadline named")
    def deadline(self, dispute: Dispute) -> str | None:
        return moment(dispute.due_by) if dispute.due_by else None

    @display(description="Decided", empty_value="not yet")
    def decided(self, dispute: Dispute) -> str | None:
        return moment(dispute.decided_at) if dispute.decided_at else None

    @display(description="Events")
    def history(self, dispute: Dispute) -> SafeString:
        facts = {"events": dispute.events.select_related("actor"), "dispute": dispute}
        return mark_safe(render_to_string("admin/orders/dispute_events.html", facts))  # noqa: S308  (escaped there)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("payments.add_dispute")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return (
            super().get_fieldsets(request, obj) if obj else [(None, {"fields": ChargebackForm.Meta.fields})]
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs) if obj else ChargebackForm

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        """The verb writes the row, and the trail."""
        told: Any = form
        facts = {name: told.cleaned_data[name] for name in ("amount", "reason", "reference")}
        made = disputes.enter(told.payment, due_by=told.cleaned_data["due_on"], actor=request.user, **facts)
        obj.pk = made.pk

    def has_work_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """A method, because unfold's check of a codename reads the database."""
        return request.user.has_perm(PERMISSION)

    def has_typed_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Only what was typed from a letter is moved by people; the others would not stay where they put them."""
        return self.has_work_permission(request) and _typed(object_id)

    def has_ended_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """How it ended is said here also where the provider has closed it and doesn't say."""
        unclear = Dispute.objects.filter(pk=str(object_id), state=DisputeState.UNCLEAR)
        return self.has_typed_permission(request, object_id) or (
            self.has_work_permission(request) and unclear.exists()
        )

    def has_told_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Nobody can be asked about a letter."""
        return self.has_work_permission(request) and not _typed(object_id)

    @action(description="Download evidence", permissions=["work"])
    def evidence(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """PDF and ZIP in one file, built now; the trail keeps who downloaded it."""
        dispute = get_object_or_404(disputes.in_order_of_urgency(), pk=object_id)
        if dispute.payment is None:
            messages.error(request, "There is no evidence as long as the payment isn't known.")
            return _back(object_id)
        return bundle.download(dispute, actor=request.user)

    @action(description="Ask the provider", permissions=["told"])
    def ask(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Bring it up to date now instead of within the hour."""
        dispute = get_object_or_404(Dispute, pk=object_id)
        try:
            following.follow(dispute.provider, dispute.reference)
        except GatewayError:
            messages.warning(request, f"{dispute.provider} doesn't answer just now; it is asked again soon.")
        else:
            messages.success(request, "It is up to date.")
        return _back(object_id)

    @action(
        description="Evidence sent",
        permissions=["typed"],
        dialog=_dialog("Evidence sent", "Say where it went, and how."),
    )
    def submitted(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        return _move(request, object_id, DisputeState.UNDER_REVIEW, form)

    @action(
        description="Won",
        permissions=["ended"],
        dialog=_dialog("Won", "The money stays here. Say what the letter, or the provider's page, says."),
    )
    def won(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        return _move(request, object_id, DisputeState.WON, form)

    @action(
        description="Lost",
        permissions=["ended"],
        dialog=_dialog("Lost", "The buyer has our money, or we accept that she gets it. Say why."),
    )
    def lost(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        return _move(request, object_id, DisputeState.LOST, form)


def _typed(object_id: object) -> bool:
    return Dispute.objects.filter(pk=str(object_id), entered_by__isnull=False).exists()


def _move(request: HttpRequest, object_id: str, to: DisputeState, form: ReasonForm) -> HttpResponse:
    dispute = get_object_or_404(Dispute, pk=object_id)
    try:
        disputes.move_by_hand(dispute, to, actor=request.user, reason=form.cleaned_data["reason"])
    except disputes.DisputeRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"It is recorded: {to.label.lower()}.")
    return _back(object_id)


def _back(object_id: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:payments_dispute_change", args=[object_id]))
