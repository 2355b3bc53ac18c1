"""Cases on the staff site: read there, opened by hand and closed; tiers and outside authenticators are edited.

For those who oversee them. Authenticators work at their bench, and read there what doesn't spoil a blind review: which
case is a second look, or a known fake, is said here alone.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from unfold.dataclasses import ActionDialog
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget

from authentication.cases import closing, opening, standing
from authentication.cases.refusals import CaseRefused
from authentication.models import Case, CaseEvent, OutsideExpert, TierRule
from catalog.models import Item
from catalog.numbers import read_number
from portero.core.admin_base import ReadOnlyAdmin, StaffModelAdmin
from portero.core.admin_site import site

OPEN = "authentication.open_case"
HERE = "Before the sale"
NAMED = 20
TOO_FEW = "On the shelf, and judged by fewer people than the rules ask for now (take it off, and open a case by hand):"


class ReasonForm(BaseDialogForm):
    """Why; the case keeps it."""

    reason = forms.CharField(label="Reason", max_length=300, widget=UnfoldAdminTextInputWidget)


class PieceForm(ReasonForm):
    """Which piece, and why it is looked at."""

    number = forms.CharField(label="Item number", max_length=20, widget=UnfoldAdminTextInputWidget)
    value = forms.DecimalField(
        label="What it may be listed at, USD",
        help_text="decides how many people review it; empty: its present price",
        required=False,
        min_value=1,
        max_digits=10,
        decimal_places=2,
        widget=UnfoldAdminTextInputWidget,
    )
    field_order = ["number", "value", "reason"]

    def clean_number(self) -> Item:
        """The piece of that number."""
        found = Item.objects.filter(number=read_number(self.cleaned_data["number"]) or "").first()
        if found is None:
            raise forms.ValidationError("There is no piece of this number.")
        return found


def _dialog(title: str, sentence: str, form: type[BaseDialogForm]) -> ActionDialog:
    return ActionDialog(title=title, description=sentence, form_class=form, form_submit_text=title)


class OverseenAdmin(ReadOnlyAdmin):
    """Read by those who open cases."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(OPEN)


@admin.register(Case, site=site)
class CaseAdmin(OverseenAdmin):
    """Every case, also those that are over; what reviewers say stands nowhere here before it is decided."""

    menu = HERE
    actions_list = ["open_by_hand"]
    actions_detail = ["close"]
    list_display = ["number", "item", "kind", "state", "tier", "due_at", "decided_at"]
    list_filter = ["state", "tier"]
    list_select_related = ["item"]
    search_fields = ["number", "item__number", "reference"]
    readonly_fields = ["history"]
    fieldsets = [
        (None, {"fields": ["number", "item", "kind", "state", "tier", "tier_why", "value", "template"]}),
        ("When", {"fields": ["opened_at", "opened_by", "due_at", "decided_at", "reason"]}),
        ("Behind it", {"fields": ["reference", "prior"]}),
        ("What happened", {"fields": ["history"]}),
    ]

    @display(description="Events")
    def history(self, case: Case) -> SafeString:
        facts = {"events": case.events.select_related("actor"), "bars": case.bars.select_related("person")}
        return mark_safe(render_to_string("admin/authentication/case_events.html", facts))  # noqa: S308  (escaped there)

    def has_open_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """A method, because unfold's check of a codename reads the database."""
        return request.user.has_perm(OPEN)

    def fitting_actions(self, request: HttpRequest, object_id: Any) -> list[str]:
        return ["close"] if Case.objects.filter(pk=object_id, decided_at=None).exists() else []

    @action(
        description="Open by hand",
        permissions=["open"],
        dialog=_dialog("Open a case", "The piece isn't offered while somebody looks at it.", PieceForm),
    )
    def open_by_hand(self, request: HttpRequest, form: PieceForm) -> HttpResponse:
        """Have a piece reviewed."""
        told = form.cleaned_data
        return _done(
            request,
            lambda: opening.open_case(
                told["number"],
                Case.Kind.BY_HAND,
                actor=request.user,
                value=told["value"],
                reason=told["reason"],
            ),
            "It is in the queue.",
        )

    @action(
        description="Close it",
        permissions=["open"],
        dialog=_dialog("Close it", "It ends without a decision, and clears nothing.", ReasonForm),
    )
    def close(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        """End it without a decision."""
        reason = form.cleaned_data["reason"]
        return _done(
            request, lambda: closing.close(int(object_id), reason=reason, actor=request.user), "It is closed."
        )


def _done(request: HttpRequest, verb: Callable[[], Case], done: str) -> HttpResponse:
    """Run a verb of the room, say what came of it, show the case, or the list where there is none."""
    try:
        case = verb()
    except CaseRefused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return HttpResponseRedirect(reverse("admin:authentication_case_changelist"))
    messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:authentication_case_change", args=[case.pk]))


@admin.register(CaseEvent, site=site)
class CaseEventAdmin(OverseenAdmin):
    """What happened to cases, the latest first; appended, never changed."""

    list_display = ["at", "case", "kind", "actor", "said"]
    list_filter = ["kind"]
    list_select_related = ["case", "actor"]
    search_fields = ["case__number"]
    ordering = ["-at", "-pk"]
    fields = ["at", "case", "kind", "actor", "said", "data"]


@admin.register(TierRule, site=site)
class TierRuleAdmin(StaffModelAdmin):
    """What puts a piece into its tier; of all rules that match, the strictest counts. Cases keep theirs."""

    menu = HERE
    list_display = ["tier", "designer", "category", "value_from"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Says what stands on the shelf that fewer people judged than the rules ask for now."""
        super().save_model(request, obj, form, change)
        if found := standing.judged_by_too_few():
            more = f" and {len(found) - NAMED:,} more" if len(found) > NAMED else ""
            messages.warning(request, f"{TOO_FEW} {', '.join(found[:NAMED])}{more}.")


@admin.register(OutsideExpert, site=site)
class OutsideExpertAdmin(StaffModelAdmin):
    """Authenticators outside the house; one who was asked stays on record, and is switched off."""

    menu = HERE
    list_display = ["name", "email", "speaks_for", "is_active"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
