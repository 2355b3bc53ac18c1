"""Certificates on the staff site: read, issued anew, and revoked with a reason that everybody reads."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.dataclasses import ActionDialog
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget

from authentication.certificates import issuing, standing
from authentication.certificates.issuing import NotCertified
from authentication.certificates.standing import Standing, StandingRefused
from authentication.models import Certificate
from authentication.quality import blind
from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.words import moment

COLOURS = {
    Standing.VALID.label: "success",
    Standing.SOLD.label: "success",
    Standing.RETURNED.label: "info",
    Standing.DISPUTED.label: "warning",
    Standing.REVOKED.label: "danger",
}


class RevokeForm(BaseDialogForm):
    """Why; the certificate's page shows it to everybody, for ever."""

    reason = forms.CharField(
        label="Reason, as everybody reads it", max_length=300, widget=UnfoldAdminTextInputWidget
    )


@admin.register(Certificate, site=site)
class CertificateAdmin(ReadOnlyAdmin):
    """What was certified, and how it stands. Nothing here is edited: a version is signed, a certificate revoked."""

    menu = "Before the sale"
    list_display = ["number", "item", "case", "newest", "standing", "opened_at"]
    list_select_related = ["item__designer", "case"]
    search_fields = ["number", "item__number", "case__number"]
    search_help_text = "Certificate, item or case number"
    fields = ["number", "page", "item", "case", "standing", "signed", "events_told", "holders_told"]
    actions_detail = ["issue_again", "revoke"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Certificate]:
        unsealed = super().get_queryset(request).exclude(item__in=blind.sealed_keys(request.user))
        known = unsealed.prefetch_related("versions__issued_by", "events__actor", "holders")
        return standing.with_standing(known)

    def get_fields(self, request: HttpRequest, obj: Certificate | None = None) -> list[str]:
        """Who holds a certificate concerns care, not those who judge pieces."""
        known = [str(name) for name in super().get_fields(request, obj)]
        if request.user.has_perm("authentication.view_holder"):
            return known
        return [name for name in known if name != "holders_told"]

    def has_issue_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Who may sign a new version."""
        return request.user.has_perm("authentication.issue_certificate")

    def has_revoke_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Who may end one."""
        return request.user.has_perm("authentication.revoke_certificate")

    @display(description="Versions")
    def newest(self, certificate: Certificate) -> int:
        return len(certificate.versions.all())

    @display(description="State", label=COLOURS)
    def standing(self, certificate: Certificate) -> str:
        return str(standing.standing_of(certificate).label)

    @display(description="Public page")
    def page(self, certificate: Certificate) -> SafeString:
        return format_html('<a href="{0}">{0}</a>', reverse("certificates:show", args=[certificate.number]))

    @display(description="Signed")
    def signed(self, certificate: Certificate) -> SafeString:
        rows = [
            (
                one.version,
                moment(one.issued_at),
                one.issued_by or "the shop itself",
                one.why or "first issued",
            )
            for one in certificate.versions.all()
        ]
        return format_html_join("", "<p>Version {}, {}, by {}: {}</p>", rows)

    @display(description="Doubts and end")
    def events_told(self, certificate: Certificate) -> SafeString:
        rows = [
            (
                one.get_kind_display(),
                moment(one.at),
                one.actor or "the shop itself",
                one.reason or one.reference,
            )
            for one in certificate.events.all()
        ]
        return format_html_join("", "<p>{}, {}, by {}: {}</p>", rows)

    @display(description="Held by")
    def holders_told(self, certificate: Certificate) -> SafeString:
        """Whoever helps her needs the address; the public page only counts."""
        rows = [
            (one.email, moment(one.since), moment(one.until) if one.until else "now")
            for one in certificate.holders.all()
        ]
        return format_html_join("", "<p>{}, from {} to {}</p>", rows)

    @action(
        description="Sign a new version",
        permissions=["issue"],
        dialog=ActionDialog(
            title="Sign a new version",
            description="If what is on record of the piece has changed. The versions before stay as they are.",
            form_class=BaseDialogForm,
            form_submit_text="Sign it",
        ),
    )
    def issue_again(self, request: HttpRequest, form: BaseDialogForm, object_id: str) -> HttpResponse:
        """A new version, or the reasons against it."""
        certificate = Certificate.objects.select_related("item").get(pk=object_id)
        before = certificate.versions.count()
        try:
            version = issuing.issue(certificate.item, actor=request.user, why="Issued again by hand.")
        except NotCertified as refused:
            return _back(request, object_id, messages.ERROR, *refused.reasons)
        if version.certificate_id == certificate.pk and version.version == before:
            return _back(request, object_id, messages.INFO, "Nothing of what it says has changed.")
        return _back(request, object_id, messages.SUCCESS, f"Version {version.version} is signed.")

    @action(
        description="Revoke",
        permissions=["revoke"],
        dialog=ActionDialog(
            title="Revoke the certificate",
            description="It holds no more, for ever, and the piece leaves the shelf. Another one needs another case.",
            form_class=RevokeForm,
            form_submit_text="Revoke it",
        ),
    )
    def revoke(self, request: HttpRequest, form: RevokeForm, object_id: str) -> HttpResponse:
        """End it, with a reason."""
        try:
            standing.revoke(
                Certificate.objects.get(pk=object_id), form.cleaned_data["reason"], actor=request.user
            )
        except StandingRefused as refused:
            return _back(request, object_id, messages.ERROR, str(refused))
        return _back(request, object_id, messages.SUCCESS, "It is revoked.")

    def fitting_actions(self, request: HttpRequest, object_id: Any) -> list[str] | None:
        certificate = Certificate.objects.filter(pk=object_id).first()
        return [] if standing.revocation_of(certificate) is not None else None


def _back(request: HttpRequest, object_id: str, level: int, *sentences: str) -> HttpResponse:
    for sentence in sentences:
        messages.add_message(request, level, sentence)
    return HttpResponseRedirect(reverse("admin:authentication_certificate_change", args=[object_id]))
