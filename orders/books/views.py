"""Accounting's pages: the tax report with its downloads, and the nexus watch."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orders.books import report, sheets
from orders.books.crossings import standing_crossings
from orders.books.forms import ReportForm, this_quarter
from orders.books.nexus import watches
from portero.core import spreadsheets
from portero.core.admin_site import site
from portero.core.desk import desk


@desk("books.view_taxedsale")
@require_safe
def tax_report(request: HttpRequest) -> HttpResponse:
    """The report of a state and period; `table` asks for one of its tables as CSV."""
    form = ReportForm(
        request.GET if "state" in request.GET else None, initial={"state": "NY"} | this_quarter()
    )
    found = report.of_state(**form.cleaned_data) if form.is_valid() else None
    table = request.GET.get("table", "")
    if found and table in sheets.WRITERS:
        answer = spreadsheets.answer(f"tax-{found.state}-{found.since}-{found.until}-{table}.csv")
        sheets.WRITERS[table](found, answer)
        return answer
    context = site.each_context(request) | {
        "title": "Tax report",
        "form": form,
        "report": found,
        "tables": _links(request) if found else [],
    }
    return render(request, "staff/tax_report.html", context, status=422 if form.errors else 200)


@desk("books.view_nexusrule")
@require_safe
def nexus(request: HttpRequest) -> HttpResponse:
    """Every state without a registration: sales against its threshold."""
    context = site.each_context(request) | {
        "title": "Nexus watch",
        "watches": watches(),
        "crossings": {crossing.state for crossing in standing_crossings()},
    }
    return render(request, "staff/nexus.html", context)


def _links(request: HttpRequest) -> list[tuple[str, str]]:
    names = {"levied": "By jurisdiction, CSV", "orders": "By order, CSV", "totals": "Totals, CSV"}
    query = request.GET.copy()
    found = []
    for table, words in names.items():
        query["table"] = table
        found.append((words, f"?{query.urlencode()}"))
    return found
