"""The public pages of certificates: nothing personal on them, and always as it stands at this moment."""

from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from authentication.certificates import bundles, queries, squares
from authentication.certificates.card import card_pdf
from authentication.certificates.numbers import read_number
from authentication.certificates.proofs import root_over
from authentication.certificates.words import MEANING, TIERS
from authentication.models import CertificateVersion
from authentication.quality import blind
from portero.core.sealing import canonical

CARD_KEPT_SECONDS = 3600  # setting one takes a tenth of a second
# May be kept, and is asked for again each time: whoever looks at it wants to know how it stands now.
fresh = cache_control(public=True, no_cache=True)


@require_safe
@fresh
def look_up(request: HttpRequest) -> HttpResponse:
    """Type the number of a certificate, and see it."""
    typed = request.GET.get("number", "").strip()[:40]
    number = read_number(typed) if typed else None
    if number is not None and queries.exists(number):
        return redirect("certificates:show", number)
    return render(request, "certificates/look_up.html", {"typed": typed})


@require_safe
def short(request: HttpRequest, number: str) -> HttpResponse:
    """Where the code on the card leads."""
    return redirect("certificates:show", number)


@require_safe
@fresh
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """What a certificate says, how it stands, and how to check it."""
    found = queries.certificate_numbered(number)
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        blind.seen_in_the_shop(found.item, request.user)
    page = queries.page_of(found)
    context = {
        "page": page,
        "meaning": MEANING[page.standing],
        "examined": TIERS[page.said["authentication"]["tier"]],
        "root": root_over(page.version),
        "square": squares.as_svg(page.certificate),
    }
    return render(request, "certificates/certificate.html", context)


@require_safe
@fresh
def as_json(request: HttpRequest, number: str) -> HttpResponse:
    """The newest version with its signature."""
    return _json(bundles.signed_document(_newest(number)), f"{number}.json")


@require_safe
@fresh
def version_as_json(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """An earlier version with its signature: none is ever taken back."""
    found = get_object_or_404(queries.certificate_numbered(number).versions, version=version)
    return _json(bundles.signed_document(found), f"{number}-{version}.json")


@require_safe
@fresh
def bundle(request: HttpRequest, number: str) -> HttpResponseBase:
    """Everything that the script needs to check the newest version without us."""
    return FileResponse(bundles.bundle_of(_newest(number)), as_attachment=True, filename=f"{number}.zip")


@require_safe
@fresh
def card(request: HttpRequest, number: str) -> HttpResponse:
    """The card for the box as PDF."""
    version = _newest(number)
    content = cache.get_or_set(f"certificate-card:{version.pk}", lambda: card_pdf(version), CARD_KEPT_SECONDS)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer


def _newest(number: str) -> CertificateVersion:
    return queries.newest(queries.certificate_numbered(number))


def _json(value: object, name: str) -> HttpResponse:
    answer = HttpResponse(canonical(value), content_type="application/json")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
