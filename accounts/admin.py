"""People on the staff site: clients to look up, staff with their roles and second factor."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.dataclasses import ActionDialog
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts import roles, second_factor
from accounts.models import User, person
from accounts.passwords import welcome_staff
from portero.core import audit
from portero.core.admin_base import StaffModelAdmin
from portero.core.admin_site import site


class PersonForm(forms.ModelForm):
    """A person without her password: nobody sets another's."""

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "is_active", "is_staff", "groups"]
        labels = {"groups": "Roles", "is_staff": "Works here"}
        help_texts = {"groups": "", "is_staff": "May enter the staff site with a second factor."}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("groups") and not data.get("is_staff"):
            self.add_error("is_staff", "Roles are for people who work here.")
        return data


class ReasonForm(BaseDialogForm):
    """Why; the audit trail keeps it."""

    reason = forms.CharField(label="Reason", max_length=200, widget=UnfoldAdminTextInputWidget)


@admin.register(User, site=site)
class PersonAdmin(StaffModelAdmin):
    menu = "Shop"
    menu_title = "People"
    form = PersonForm
    list_display = ["email", "name", "works_as", "has_second_factor", "last_login", "is_active"]
    list_filter = ["is_staff", "groups", "is_active"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["email"]
    fieldsets = [
        (None, {"fields": [("first_name", "last_name"), "email", "is_active"]}),
        ("Work", {"fields": ["is_staff", "groups"]}),
    ]
    actions_detail = ["reset_second_factor"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factor = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        rows: QuerySet[User] = super().get_queryset(request)
        return rows.annotate(has_factor=Exists(factor)).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["queryset"] = Group.objects.filter(name__in=roles.ROLES).order_by("name")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only a superuser changes a superuser, and nobody changes her own roles."""
        allowed = bool(super().has_change_permission(request, obj))
        if obj is None or not allowed:
            return allowed
        mine = person(request)
        return mine.is_superuser or not (obj.is_superuser or obj == mine)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People are deactivated, never deleted: their decisions stay theirs."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change and obj.is_staff:
            welcome_staff(obj)
        if {"groups", "is_staff"} & set(form.changed_data):
            names = sorted(group.name for group in form.cleaned_data["groups"])
            audit.record("accounts.roles_changed", obj, actor=request.user, staff=obj.is_staff, roles=names)

    def has_reset_factor_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Taking a factor off is the superuser's: it opens the door to whoever has the password."""
        return person(request).is_superuser

    @action(
        description="Reset the second factor",
        permissions=["reset_factor"],
        dialog=ActionDialog(
            title="Reset the second factor",
            description="She sets up a new one at her next sign-in. Make sure that it is really she who asks.",
            form_class=ReasonForm,
        ),
    )
    def reset_second_factor(self, request: HttpRequest, form: ReasonForm, object_id: int) -> HttpResponse:
        user = User.objects.get(pk=object_id)
        second_factor.reset(user, actor=person(request), reason=form.cleaned_data["reason"])
        messages.success(request, f"{user} sets up a new second factor at the next sign-in.")
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[object_id]))

    @display(description="Name")
    def name(self, user: User) -> str:
        return str(user.get_full_name())

    @display(description="Works as")
    def works_as(self, user: User) -> str:
        held = [group.name for group in user.groups.all()]
        return ", ".join(["Superuser", *held] if user.is_superuser else held)

    @display(description="Second factor", boolean=True)
    def has_second_factor(self, user: Any) -> bool | None:
        return user.has_factor if user.is_staff else None
