"""The vault on the staff site: shelves and what stands on them, moving by two scans, labels, a piece's log."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from catalog.models import Custody, Item, VaultPlace
from consignment.logistics.papers import vault_labels
from consignment.vault import shelving
from portero.core.admin_site import site
from portero.core.desk import desk

VIEW, MOVE = "catalog.view_custody", "catalog.add_custody"
SHELF_HELP = "The shelf's code; leave it empty to take the piece out yourself."


class ScanForm(forms.Form):
    """Two scans: the piece, then the shelf."""

    piece = forms.CharField(
        label="Piece", max_length=40, widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"})
    )
    shelf = forms.CharField(label="Shelf", max_length=20, required=False, help_text=SHELF_HELP)


@desk(MOVE)
@require_http_methods(["GET", "POST"])
def vault(request: HttpRequest) -> HttpResponse:
    """The shelves, and the form that the scanner types into."""
    form = ScanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _moved(request, form):
        return redirect("vault:vault")
    here = Count("custody", filter=Q(custody__until__isnull=True))
    out = Custody.objects.filter(
        until__isnull=True, holder__in=[Custody.Holder.STAFF, Custody.Holder.OUTSIDE]
    )
    context = site.each_context(request) | {
        "title": "Vault",
        "form": form,
        "places": VaultPlace.objects.annotate(here=here).filter(Q(is_active=True) | Q(here__gt=0)),
        "out": out.select_related("item__designer", "person").order_by("since")[:100],
    }
    return render(request, "staff/vault/vault.html", context, status=422 if form.errors else 200)


@desk(MOVE)
@require_http_methods(["GET", "POST"])
def shelf(request: HttpRequest, code: str) -> HttpResponse:
    """What stands on one shelf; a POST opens it, or closes an empty one."""
    if request.method == "POST":
        return _changed(request, code)
    place = get_object_or_404(VaultPlace, code=code)
    standing = Custody.objects.filter(place=place, until__isnull=True).select_related(
        "item__designer", "given_by"
    )
    context = site.each_context(request) | {"title": f"Shelf {code}", "place": place, "standing": standing}
    return render(request, "staff/vault/shelf.html", context)


@desk(VIEW)
@require_GET
def piece(request: HttpRequest, number: str) -> HttpResponse:
    """Every hand-over of a piece and every owner, with who and when."""
    item = get_object_or_404(Item.objects.select_related("designer"), number=number)
    log = item.custody.select_related("place", "person", "given_by").order_by("-since", "-pk")
    context = site.each_context(request) | {
        "title": f"Custody of {number}",
        "item": item,
        "log": log,
        "owners": item.owners.order_by("-since", "-pk"),
    }
    return render(request, "staff/vault/piece.html", context)


@desk(VIEW)
@require_GET
def labels(request: HttpRequest) -> HttpResponse:
    """Labels to print: of the pieces named in `piece`, or of the shelves named in `shelf`."""
    rows = [*_pieces(request.GET.getlist("piece")[:100]), *_shelves(request.GET.getlist("shelf")[:100])]
    if not rows:
        messages.error(request, "Name a piece or a shelf to print a label of.")
        return redirect("vault:vault")
    headers = {"Content-Disposition": 'inline; filename="labels.pdf"'}
    return HttpResponse(vault_labels(rows), content_type="application/pdf", headers=headers)


def _moved(request: HttpRequest, form: forms.Form) -> bool:
    told = form.cleaned_data
    try:
        if told["shelf"]:
            row = shelving.shelve(told["piece"], told["shelf"], actor=request.user)
        else:
            row = shelving.take_out(told["piece"], actor=request.user)
    except shelving.ShelfRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"{row.item.number} is {f'on {row.place}' if row.place else 'with you'}.")
    return True


def _changed(request: HttpRequest, code: str) -> HttpResponse:
    try:
        if request.POST.get("do") == "close":
            shelving.close_shelf(get_object_or_404(VaultPlace, code=code))
            messages.success(request, f"Shelf {code} is closed.")
        else:
            place = shelving.open_shelf(request.POST.get("code", code))
            messages.success(request, f"Shelf {place.code} is open.")
    except shelving.ShelfRefused as refused:
        messages.error(request, str(refused))
    return redirect("vault:vault")


def _pieces(numbers: list[str]) -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    for item in Item.objects.filter(number__in=numbers).select_related("designer"):
        current: Any = item.custody.filter(until__isnull=True).select_related("place").first()
        shelf = current.place.code if current and current.place else ""
        rows.append((item.number, f"{item.designer.name} {item.title}", shelf))
    return rows


def _shelves(codes: list[str]) -> list[tuple[str, str, str]]:
    return [(place.code, "Vault", "") for place in VaultPlace.objects.filter(code__in=codes)]
