"""Correcting a mistyped e-mail on an order's page of the staff site."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.dataclasses import ActionDialog
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget

from orders.contacts import CorrectionRefused, correct_email


class EmailForm(BaseDialogForm):
    email = forms.EmailField(label="The right address", widget=UnfoldAdminTextInputWidget)
    reason = forms.CharField(
        label="How we know that it is she", max_length=300, widget=UnfoldAdminTextInputWidget
    )


DIALOG = ActionDialog(
    title="Correct the e-mail",
    description="Mails go there from now on, with the link that opens the order. What failed can be sent there again.",
    form_class=EmailForm,
    form_submit_text="Correct it",
)


class CorrectsEmail:
    """The button, for the admin class of orders."""

    def has_correct_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """A method, because unfold's check of a codename reads the database."""
        return request.user.has_perm("order.change_order")

    @action(description="Correct the e-mail", permissions=["correct"], dialog=DIALOG)
    def correct_email(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        told = form.cleaned_data
        try:
            correct_email(int(object_id), told["email"], actor=request.user, reason=told["reason"])
        except CorrectionRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"Mails go to {told['email']} from now on.")
        return HttpResponseRedirect(reverse("admin:order_order_change", args=[object_id]))
