"""Reconciliation on the staff site: the runs with their sums, the queue of differences, CSV for the accountant."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from unfold.dataclasses import ActionDialog
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget

from orders.payments import reconciliation
from orders.payments.models import Difference, ReconciliationRun
from orders.payments.reconciliation import report
from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.money import dollars
from portero.core.staff_queues import Queue, register
from portero.core.words import moment

RUN_TONES = {"done": "success", "failed": "danger", "running": "info"}
TONES = {"open": "warning", "resolved": "success", "closed": "info"}
CLOSE = "payments.change_difference"

register(
    Queue(
        name="Differences",
        url_name="admin:payments_difference_changelist",
        permission=CLOSE,
        count=lambda: reconciliation.waiting().count(),
        about="Our books and a payment provider's list don't agree: somebody must find out why.",
    )
)


class CloseForm(BaseDialogForm):
    """Why both sides differ, or what was done; the trail keeps it."""

    reason = forms.CharField(label="Why", max_length=300, widget=UnfoldAdminTextInputWidget)


@admin.register(ReconciliationRun, site=site)
class ReconciliationRunAdmin(ReadOnlyAdmin):
    """Every comparison, the newest first."""

    menu = "Money"
    list_display = ["provider", "period", "state_label", "ours", "theirs", "gap", "found", "started"]
    list_filter = ["provider", "state"]
    ordering = ["-pk"]
    actions_detail = ["csv"]
    fields = ["provider", "period", "state", "problem", "started", "report"]

    @display(description="Period", ordering="since")
    def period(self, run: ReconciliationRun) -> str:
        return f"{moment(run.since)} to {moment(run.until)}"

    @display(description="State", ordering="state", label=RUN_TONES)
    def state_label(self, run: ReconciliationRun) -> tuple[str, str]:
        return run.state, run.get_state_display()

    @display(description="Started", ordering="started_at")
    def started(self, run: ReconciliationRun) -> str:
        return moment(run.started_at)

    @display(description="Ours, net")
    def ours(self, run: ReconciliationRun) -> str:
        return dollars(run.our_captured - run.our_refunded, cents=True)

    @display(description="Theirs, net")
    def theirs(self, run: ReconciliationRun) -> str:
        return dollars(run.their_captured - run.their_refunded, cents=True)

    @display(description="Difference")
    def gap(self, run: ReconciliationRun) -> str:
        return dollars(report.sums(run)[-1][-1], cents=True)

    @display(description="Report")
    def report(self, run: ReconciliationRun) -> SafeString:
        found = run.lines.exclude(difference="").select_related("payment__order")
        facts = {"rows": report.sums(run), "lines": [(line, _named(line.difference)) for line in found]}
        return mark_safe(render_to_string("admin/orders/reconciliation.html", facts))  # noqa: S308  (escaped there)

    def has_read_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """A method, because unfold's check of a codename reads the database."""
        return request.user.has_perm("payments.view_reconciliationrun")

    @action(description="CSV", permissions=["read"])
    def csv(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Every line of the run, for the accountant's own tools."""
        run = get_object_or_404(ReconciliationRun, pk=object_id)
        answer = _file(f"reconciliation-{run.provider}-{run.pk}.csv")
        report.write_lines(run, answer)
        return answer


@admin.register(Difference, site=site)
class DifferenceAdmin(ReadOnlyAdmin):
    """What both sides should agree on and don't, open ones first."""

    menu = "Money"
    list_display = ["about", "provider", "order_number", "reference", "state_label", "when"]
    list_filter = ["state", "provider", "kind"]
    list_select_related = ["payment__order"]
    search_fields = ["reference", "payment__order__number", "about"]
    actions_detail = ["close"]
    actions_list = ["csv"]
    fields = [
        "about",
        "kind",
        "provider",
        "order_number",
        "reference",
        "sums",
        "when",
        "state",
        "note",
        "closed_by",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Difference]:
        return super().get_queryset(request).select_related("payment__order", "closed_by")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Open ones first, the newest before the older."""
        return [Case(When(state="open", then=Value(0)), default=Value(1)), "-pk"]

    @display(description="Order")
    def order_number(self, row: Difference) -> str:
        return row.payment.order.number if row.payment else "none of ours"

    @display(description="Ours and theirs")
    def sums(self, row: Difference) -> str:
        ours = dollars(row.ours, cents=True) if row.ours is not None else "nothing"
        theirs = f"{row.theirs:,.2f} {row.their_currency}" if row.theirs is not None else "nothing"
        return f"{ours} here, {theirs} at the provider"

    @display(description="When", ordering="at")
    def when(self, row: Difference) -> str:
        return moment(row.at)

    @display(description="State", ordering="state", label=TONES)
    def state_label(self, row: Difference) -> tuple[str, str]:
        return row.state, row.get_state_display()

    def has_work_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """A method, because unfold's check of a codename reads the database."""
        return request.user.has_perm(CLOSE)

    @action(
        description="Close",
        permissions=["work"],
        dialog=ActionDialog(
            title="Close",
            description="Say why both sides differ, or what you did. It comes back only with other sums.",
            form_class=CloseForm,
            form_submit_text="Close",
        ),
    )
    def close(self, request: HttpRequest, form: CloseForm, object_id: str) -> HttpResponse:
        """Take it off the queue."""
        difference = get_object_or_404(Difference, pk=object_id)
        try:
            reconciliation.close(difference, actor=request.user, reason=form.cleaned_data["reason"])
        except reconciliation.CloseRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "It is off the queue.")
        return HttpResponseRedirect(reverse("admin:payments_difference_change", args=[object_id]))

    @action(description="Download CSV", permissions=["work"])
    def csv(self, request: HttpRequest) -> HttpResponse:
        """Every difference with how it ended."""
        answer = _file("differences.csv")
        report.write_differences(self.get_queryset(request).order_by("pk"), answer)
        return answer


def _named(kind: str) -> str:
    return str(Difference.Kind(kind).label)


def _file(name: str) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
