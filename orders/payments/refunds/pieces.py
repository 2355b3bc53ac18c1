"""Refunding pieces and charges: staff choose what goes back, see the tax that goes with it, and only then confirm."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from orders.books import splits
from orders.books.ledger import Entry, entries_of
from orders.books.splits import Choice, Split
from orders.books.splitting import SplitRefused
from orders.payments.models import Method, Payment, PaymentState
from orders.payments.origin import origin_of
from orders.payments.refunds import asking, spreading
from orders.payments.refunds.states import RefundRefused
from orders.payments.words import form_of
from portero.core.admin_site import site
from portero.core.desk import desk
from portero.core.dollars import DollarField
from portero.core.figures import figure
from portero.core.money import dollars

ZERO = Decimal("0.00")
REASON = {"required": "Why? The reason is kept with the refund."}


class PiecesForm(forms.Form):
    """A row per entry of the bill that has something left: a piece came back whole, or a sum of it goes back."""

    fee_kept = DollarField(label="Fee kept from the price of pieces that came back", required=False)
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept with the refund; the client doesn't see it.",
        error_messages=REASON,
    )

    def __init__(self, entries: Sequence[Entry], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = [entry for entry in entries if entry.kind != "tax" and entry.left]
        self.fields[
            "fee_kept"
        ].help_text = f"Usually {dollars(Decimal(figure('restocking_fee')))}; empty: none."
        for entry in self.entries:
            if entry.kind == "goods":
                self.fields[f"whole-{entry.key}"] = forms.BooleanField(label="Came back", required=False)
            self.fields[f"sum-{entry.key}"] = _sum_field(entry)

    def rows(self) -> list[dict[str, Any]]:
        """What the page shows of each entry: its words, its sums and its fields."""
        return [
            {
                "entry": entry,
                "whole": self[f"whole-{entry.key}"] if entry.kind == "goods" else None,
                "sum": self[f"sum-{entry.key}"],
            }
            for entry in self.entries
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors and not (self.choice().whole or self.choice().sums):
            raise forms.ValidationError("Choose what goes back.")
        return told

    def choice(self) -> Choice:
        """What was chosen, once the form is clean."""
        told = self.cleaned_data
        keys = [entry.key for entry in self.entries]
        sums = {key: told[f"sum-{key}"] for key in keys if told.get(f"sum-{key}")}
        whole = frozenset(key for key in keys if told.get(f"whole-{key}"))
        return Choice(whole, sums, told.get("fee_kept") or ZERO)


def _sum_field(entry: Entry) -> DollarField:
    return DollarField(label=f"A sum of {entry.label}", required=False)


@desk("payments.add_refund")
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose, look at what it comes to (`shown` isn't posted yet), confirm exactly that."""
    payment = get_object_or_404(Payment.objects.select_related("order"), pk=pk)
    belongs = payment.state == PaymentState.CAPTURED
    entries = entries_of(payment.order) if belongs else []
    form = PiecesForm(entries, request.POST or None)
    split = _preview(payment, form) if request.method == "POST" and form.is_valid() else None
    if split and "shown" in request.POST and _confirmed(request, payment, form, split):
        return redirect("admin:payments_payment_change", payment.pk)
    return _page(request, payment, form, split if not form.errors else None)


def _preview(payment: Payment, form: PiecesForm) -> Split | None:
    try:
        return splits.preview(payment.order, form.choice())
    except SplitRefused as refused:
        form.add_error(None, str(refused))
        return None


def _confirmed(request: HttpRequest, payment: Payment, form: PiecesForm, split: Split) -> bool:
    if request.POST["shown"] != str(split.total):
        form.add_error(None, f"It comes to {dollars(split.total, cents=True)} now; please look again.")
        return False
    try:
        asking.ask(
            payment.pk,
            split.total,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            choice=form.choice(),
        )
    except RefundRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"{payment.order.number}: the refund is asked for.")
    return True


def _page(request: HttpRequest, payment: Payment, form: PiecesForm, split: Split | None) -> HttpResponse:
    context = site.each_context(request) | {
        "title": f"Refund of {payment.order.number}",
        "payment": payment,
        "paid_with": form_of(payment),
        "left": spreading.left(spreading.captured(payment.order.payments.all())),
        "refunds": payment.refunds.order_by("pk"),
        "by_wire": origin_of(payment).method == Method.WIRE,
        "limit": dollars(Decimal(figure("wire_refund_two_person_usd"))),
        "form": form,
        "split": split,
    }
    return render(request, "staff/refund_pieces.html", context, status=422 if form.errors else 200)
