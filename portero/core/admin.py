"""The house's own tables on the staff site: the trail, the mails, the figures."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from unfold.decorators import display

from portero.core.admin_base import ReadOnlyAdmin, StaffModelAdmin
from portero.core.admin_site import site
from portero.core.audit import AuditEntry
from portero.core.figures import FIGURES, FigureValue
from portero.core.mail.attempts import failed_lately
from portero.core.mail.models import Mail
from portero.core.sealing.models import SigningKey
from portero.core.staff_menu import add_page
from portero.core.staff_queues import Queue, register

# These mails carry a link that opens an account: whoever reads one could take it over.
PERSONAL = frozenset({"password_reset", "staff_welcome"})


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what, when and why; nobody changes it, the database itself refuses."""

    menu = "House"
    list_display = ["at", "who", "action", "target_type", "target_key", "reason"]
    list_filter = ["action", "target_type"]
    search_fields = ["target_key", "actor__email", "action"]
    fields = ["at", "who", "action", "target_type", "target_key", "reason", "data"]
    list_select_related = ["actor"]

    @display(description="Who", ordering="actor__email")
    def who(self, entry: AuditEntry) -> str:
        return str(entry.actor or "the shop itself")


@admin.register(Mail, site=site)
class MailAdmin(ReadOnlyAdmin):
    """Every mail as it left, or why it didn't."""

    menu = "House"
    list_display = ["created_at", "to", "kind", "subject", "state_label", "attempts"]
    list_filter = ["state", "kind"]
    search_fields = ["to", "about", "subject"]
    fields = [
        "to",
        "subject",
        "kind",
        "about",
        "state",
        "created_at",
        "sent_at",
        "attempts",
        "error",
        "with_it",
        "letter",
    ]

    @display(
        description="State",
        label={"queued": "info", "sending": "info", "sent": "success", "failed": "danger"},
    )
    def state_label(self, mail: Mail) -> tuple[str, str]:
        return mail.state, mail.get_state_display()

    @display(description="Enclosed", empty_value="nothing")
    def with_it(self, mail: Mail) -> str:
        return ", ".join(kind.replace("_", " ") for kind in mail.enclosed)

    @display(description="Mail")
    def letter(self, mail: Mail) -> str:
        """The mail as its reader sees it, in a frame that runs nothing; personal links stay hidden."""
        context = {"mail": mail, "hidden": mail.kind in PERSONAL and settings.PRODUCTION}
        return render_to_string("admin/core/mail/letter.html", context)


register(
    Queue(
        name="Mails that failed",
        url_name="admin:core_mail_changelist",
        permission="core.view_mail",
        count=lambda: failed_lately().count(),
        about="Mails that could not be delivered and won't be tried again, of the last seven days.",
    )
)
add_page("House", "Every mail", "mails:all", "core.preview_mail")


class FigureForm(forms.ModelForm):
    """A figure is changed with a reason, which the trail keeps."""

    class Meta:
        model = FigureValue
        fields = ["name", "value", "reason"]


@admin.register(FigureValue, site=site)
class FigureValueAdmin(StaffModelAdmin):
    """The figures that differ from their default; without a row the default is in force."""

    menu = "House"
    also_saved = ("changed_by",)
    form = FigureForm
    list_display = ["name", "value", "unit", "default", "meaning", "changed_at", "changed_by", "reason"]
    list_select_related = ["changed_by"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["name"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        obj.changed_by = request.user
        super().save_model(request, obj, form, change)

    @display(description="Unit")
    def unit(self, row: FigureValue) -> str:
        return FIGURES[row.name].unit

    @display(description="Default")
    def default(self, row: FigureValue) -> str:
        return str(FIGURES[row.name].default)

    @display(description="What it means")
    def meaning(self, row: FigureValue) -> str:
        return FIGURES[row.name].meaning


@admin.register(SigningKey, site=site)
class SigningKeyAdmin(ReadOnlyAdmin):
    """The public keys of the house's seal; they are changed by commands (docs/certificates.md)."""

    menu = "House"
    list_display = ["kid", "valid_from", "valid_until", "compromised_since", "note"]
    fields = ["kid", "public_key", "valid_from", "valid_until", "compromised_since", "note"]
