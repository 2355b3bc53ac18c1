"""The rules that grades are proposed by, and the decisions that were made, on the staff site."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from catalog import sealed
from catalog.condition.rules import BELOW
from catalog.condition.zones import ZONES, Kind, label_of
from catalog.models import GradeDecision, GradeRule
from portero.core.admin_base import StaffModelAdmin
from portero.core.admin_site import site

ZONE_CHOICES = [
    (Kind(kind).label, [(zone.slug, zone.label) for zone in zones]) for kind, zones in ZONES.items()
]


class GradeRuleForm(forms.ModelForm):
    """The zones as ticks; none is everywhere."""

    zones = forms.MultipleChoiceField(
        choices=ZONE_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="none: everywhere",
    )

    class Meta:
        model = GradeRule
        fields = ["kind", "zones", "severity", "at_least", "highest"]


@admin.register(GradeRule, site=site)
class GradeRuleAdmin(StaffModelAdmin):
    """A changed rule changes what is proposed from now on; what was decided stays."""

    menu = "House"
    form = GradeRuleForm
    list_display = ["said", "of_kind", "where"]
    list_filter = ["kind"]

    @display(description="Rule", ordering="at_least")
    def said(self, rule: GradeRule) -> str:
        best = f"{rule.get_highest_display()} at best" if rule.highest else BELOW
        return f"From {rule.at_least} {rule.get_severity_display().lower()} or worse: {best}"

    @display(description="Pieces", ordering="kind")
    def of_kind(self, rule: GradeRule) -> str:
        return str(rule.get_kind_display()) if rule.kind else "Every kind"

    @display(description="Zones")
    def where(self, rule: GradeRule) -> str:
        return ", ".join(map(label_of, rule.zones)) or "Everywhere"


@admin.register(GradeDecision, site=site)
class GradeDecisionAdmin(StaffModelAdmin):
    """Read only: a grade is decided on its piece's condition report."""

    menu = "Before the sale"
    menu_title = "Grades decided"
    list_display = ["item", "proposed", "confirmed", "decided_by", "decided_at"]
    list_filter = ["confirmed"]
    list_select_related = ["item", "decided_by"]
    search_fields = ["item__number"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[GradeDecision]:
        """Without those of pieces that she is to grade blind."""
        rows: QuerySet[GradeDecision] = super().get_queryset(request)
        return rows.exclude(item__in=sealed.keys_for(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
