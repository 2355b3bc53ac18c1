"""Route rules and releases on the staff site. A release is given and taken back, never edited."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.dataclasses import ActionDialog
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget

from orders.routes import releasing
from orders.routes.models import Release, RouteRule
from portero.core.admin_base import StaffModelAdmin
from portero.core.admin_site import site


class RuleForm(forms.ModelForm):
    """A rule decides what we may sell: whoever changes one says why."""

    def clean_change_reason(self) -> str:
        """Fresh at every change; the trail keeps it."""
        reason: str = self.cleaned_data["change_reason"].strip()
        if not reason:
            raise ValidationError("Say why: which law, letter or ruling.")
        return reason


@admin.register(RouteRule, site=site)
class RouteRuleAdmin(StaffModelAdmin):
    """A rule ends, it isn't deleted; of all that fit the strictest counts."""

    menu = "Shop"
    menu_title = "Route rules"
    form = RuleForm
    list_display = [
        "name",
        "verdict",
        "country",
        "region",
        "crossing",
        "since",
        "until",
        "confidence",
        "source",
    ]
    list_filter = ["verdict", "country", "confidence"]
    search_fields = ["name", "words"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReleaseForm(forms.ModelForm):
    """A permit for one piece on one route; it leaves from where the piece lies."""

    class Meta:
        model = Release
        fields = ["item", "country", "region", "reason", "permit_number", "valid_until", "papers"]

    def clean(self) -> dict[str, Any]:
        """Across a border there is a permit with a number and a last day."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        item = told.get("item")
        told["country"] = told.get("country", "").upper()
        told["region"] = told.get("region", "").upper()
        if item is None:
            return told
        if item.ships_from != told["country"] and not (told.get("permit_number") and told.get("valid_until")):
            raise ValidationError("Across a border we need the permit’s number and the day it ends.")
        route = {name: told[name] for name in ("item", "country", "region")}
        if Release.objects.filter(**route, origin=item.ships_from, revoked_at__isnull=True).exists():
            raise ValidationError("This piece is released for this route. Take that release back first.")
        return told


class RevokeForm(BaseDialogForm):
    """Why; the trail keeps it."""

    reason = forms.CharField(label="Reason", max_length=300, widget=UnfoldAdminTextInputWidget)


@admin.register(Release, site=site)
class ReleaseAdmin(StaffModelAdmin):
    """Pieces that may take a route although it needs a permit."""

    menu = "Shop"
    menu_title = "Route releases"
    form = ReleaseForm
    list_display = [
        "item",
        "origin",
        "country",
        "region",
        "permit_number",
        "valid_until",
        "given_by",
        "revoked_at",
    ]
    list_select_related = ["item", "given_by"]
    list_filter = ["country"]
    search_fields = ["item__number", "permit_number"]
    raw_id_fields = ["item"]
    actions_detail = ["revoke"]

    def has_change_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        """What was released stays written as it was."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        return False

    def has_revoke_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Who may give a release may take it back."""
        return request.user.has_perm("routes.add_release")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Given by the business verb, which writes the trail."""
        told = form.cleaned_data
        given = releasing.release(told.pop("item"), **told, actor=request.user)
        obj.pk, obj.given_by, obj.origin = given.pk, given.given_by, given.origin

    @action(
        description="Take back",
        permissions=["revoke"],
        dialog=ActionDialog(
            title="Take back",
            description="From now on the piece can’t take this route; a parcel that waits stays.",
            form_class=RevokeForm,
            form_submit_text="Take back",
        ),
    )
    def revoke(self, request: HttpRequest, form: RevokeForm, object_id: str) -> HttpResponse:
        """End a release."""
        given = Release.objects.select_related("item").get(pk=object_id)
        if releasing.revoke(given, reason=form.cleaned_data["reason"], actor=request.user):
            messages.success(request, "It is taken back.")
        else:
            messages.warning(request, "It was taken back before.")
        return HttpResponseRedirect(reverse("admin:routes_release_change", args=[object_id]))
