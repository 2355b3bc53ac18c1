"""The outbox on the staff site: every mail as it left, and one more try for what failed."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from unfold.dataclasses import ActionDialog
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm

from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.mail import again
from portero.core.mail.attempts import failed_lately
from portero.core.mail.models import Mail
from portero.core.staff_menu import add_page
from portero.core.staff_queues import Queue, register

add_page("House", "Every mail", "mails:all", "core.preview_mail")
register(
    Queue(
        name="Mails that failed",
        url_name="admin:core_mail_changelist",
        permission="core.view_mail",
        count=lambda: failed_lately().count(),
        about="Mails that could not be delivered and won't be tried again, of the last seven days.",
    )
)


class SureForm(BaseDialogForm):
    """Nothing to type."""


def _dialog(title: str, about: str) -> ActionDialog:
    return ActionDialog(title=title, description=about, form_class=SureForm, form_submit_text=title)


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
        "again_at",
        "attempts",
        "error",
        "with_it",
        "letter",
    ]
    actions_detail = ["send_again", "send_to_corrected"]

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
        context = {"mail": mail, "hidden": mail.kind in again.PERSONAL and settings.PRODUCTION}
        return render_to_string("admin/core/mail/letter.html", context)

    def has_resend_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """A method, because unfold's check of a codename reads the database."""
        return request.user.has_perm("core.resend_mail")

    def fitting_actions(self, request: HttpRequest, object_id: Any) -> set[str]:
        """Only what failed is sent again, and elsewhere only where another address is known."""
        mail = Mail.objects.get(pk=object_id)
        if mail.state != Mail.State.FAILED or mail.kind in again.PERSONAL:
            return set()
        return {"send_again", "send_to_corrected"} if again.corrected(mail) else {"send_again"}

    @action(
        description="Send again",
        permissions=["resend"],
        dialog=_dialog("Send again", "To the same address, as if it had been written now."),
    )
    def send_again(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return _do(request, object_id, again.send_again)

    @action(
        description="Send to the corrected address",
        permissions=["resend"],
        dialog=_dialog("Send to the corrected address", "To the address that the order has by now."),
    )
    def send_to_corrected(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return _do(request, object_id, again.send_to_corrected)


def _do(request: HttpRequest, object_id: str, verb: Callable[..., Mail]) -> HttpResponse:
    """Lead to the mail that is sent now, or say why none is."""
    try:
        mail = verb(int(object_id), actor=request.user)
    except again.AgainRefused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("admin:core_mail_change", args=[object_id]))
    messages.success(request, f"It is on its way to {mail.to}.")
    return HttpResponseRedirect(reverse("admin:core_mail_change", args=[mail.pk]))
