"""Issued papers on the staff site, to read and download; and who sells, as they name it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action, display

from orders.invoices.models import Kind, Paper, Seller
from orders.invoices.views import as_pdf
from portero.core.admin_base import ReadOnlyAdmin, StaffModelAdmin
from portero.core.admin_site import site

TONES = {Kind.INVOICE: "info", Kind.CREDIT_NOTE: "warning"}


@admin.register(Paper, site=site)
class PaperAdmin(ReadOnlyAdmin):
    """Every invoice and credit note by number; nothing of them can be changed."""

    menu = "Money"
    menu_title = "Invoices"
    list_display = ["number", "kind_in_words", "order", "sum", "issued_on"]
    list_filter = ["kind", "issued_on"]
    list_select_related = ["order"]
    search_fields = ["number", "order__number"]
    search_help_text = "Number of the paper or of the order"
    sortable_by = ["number", "issued_on"]
    fields = ["number", "kind", "order", "about", "refund", "issued_on", "issued_at", "version", "pdf_sha256"]
    actions_detail = ["download"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Paper]:
        return super().get_queryset(request).defer("pdf")

    @display(description="Kind", ordering="kind", label=TONES)
    def kind_in_words(self, paper: Paper) -> tuple[str, str]:
        return paper.kind, Kind(paper.kind).label

    @display(description="Sum")
    def sum(self, paper: Paper) -> str:
        return f"${paper.facts['total']}"

    def has_download_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        return request.user.has_perm("invoices.view_paper")

    @action(description="Download PDF", permissions=["download"])
    def download(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The PDF as the buyer has it."""
        return as_pdf(Paper.objects.get(pk=object_id))


@admin.register(Seller, site=site)
class SellerAdmin(StaffModelAdmin):
    """Who sells, from which day on; issued papers keep what they said."""

    menu = "Money"
    menu_title = "Seller on invoices"
    list_display = ["name", "since", "email", "registration"]
