"""The verbs above a piece's form: list it, withdraw it, back to draft, a new price. Each asks why."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.dataclasses import ActionDialog
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from catalog import listing, pricing
from catalog.models import Item, PriceChange


class ReasonForm(BaseDialogForm):
    """Why; the audit trail keeps it."""

    reason = forms.CharField(label="Reason", max_length=200, widget=UnfoldAdminTextInputWidget)


class PriceForm(ReasonForm):
    """A price moves by an agreed step or with the owner's consent, never otherwise (domain.md)."""

    amount = forms.DecimalField(
        label="Price in USD",
        min_value=1,
        max_digits=12,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    kind = forms.ChoiceField(
        label="On what ground",
        choices=[(kind.value, kind.label) for kind in (PriceChange.Kind.STEP, PriceChange.Kind.CONSENT)],
        widget=UnfoldAdminSelectWidget,
    )
    field_order = ["amount", "kind", "reason"]


def _dialog(title: str, sentence: str, form: type[BaseDialogForm] = ReasonForm) -> ActionDialog:
    return ActionDialog(title=title, description=sentence, form_class=form, form_submit_text=title)


class ItemActions:
    """Mixed into the admin class; all need `catalog.publish_item`."""

    actions_detail = ["photographs", "publish", "withdraw", "back_to_draft", "set_price"]

    def has_publish_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """One right for what changes the offer; a method, because unfold's check of a codename reads the database."""
        return request.user.has_perm("catalog.publish_item")

    def has_photograph_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """For those who add photographs."""
        return request.user.has_perm("catalog.add_photo")

    @action(description="Photographs", permissions=["photograph"])
    def photographs(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Leads to the page where several are uploaded and arranged."""
        return HttpResponseRedirect(reverse("photos:page", args=[object_id]))

    @action(
        description="List it",
        permissions=["publish"],
        dialog=_dialog("List it", "The piece is offered for sale at once.", BaseDialogForm),
    )
    def publish(self, request: HttpRequest, form: BaseDialogForm, object_id: str) -> HttpResponse:
        """Offer a draft; says what is missing if it can't be."""
        return _do(
            request, object_id, lambda item: listing.publish(item, actor=request.user), "It is listed."
        )

    @action(
        description="Withdraw",
        permissions=["publish"],
        dialog=_dialog("Withdraw", "The piece leaves the shop. One that somebody is paying for can't."),
    )
    def withdraw(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        """Take it out of the shop."""
        reason = form.cleaned_data["reason"]
        return _do(
            request,
            object_id,
            lambda item: listing.withdraw(item, reason=reason, actor=request.user),
            "It is withdrawn.",
        )

    @action(
        description="Back to draft",
        permissions=["publish"],
        dialog=_dialog("Back to draft", "For another inspection, or to list a withdrawn piece again."),
    )
    def back_to_draft(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        """Work on it again before it is offered."""
        reason = form.cleaned_data["reason"]
        return _do(
            request,
            object_id,
            lambda item: listing.back_to_draft(item, reason=reason, actor=request.user),
            "It is a draft again.",
        )

    @action(
        description="New price",
        permissions=["publish"],
        dialog=_dialog("Set the price", "The old price stays in the history that clients see.", PriceForm),
    )
    def set_price(self, request: HttpRequest, form: PriceForm, object_id: str) -> HttpResponse:
        """Change the price and keep the old one in its history."""
        data = form.cleaned_data
        return _do(
            request,
            object_id,
            lambda item: pricing.set_price(
                item, data["amount"], kind=data["kind"], actor=request.user, note=data["reason"]
            ),
            "The new price is in force.",
        )


def _do(request: HttpRequest, object_id: str, verb: Callable[[Item], Any], done: str) -> HttpResponse:
    """Run a verb of the room and say what came of it, then show the piece again."""
    try:
        verb(Item.objects.get(pk=object_id))
    except (listing.ListingRefused, pricing.PriceRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:catalog_item_change", args=[object_id]))
