"""Every mail the shop can send, for staff: who gets it, when, and what it says, from its samples."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portero.core.admin_site import site
from portero.core.desk import desk
from portero.core.mail.samples import Declared, all_declared, letter_of

PERMISSION = "core.preview_mail"
WIDTHS = {"phone": "On a phone", "desk": "On a desk"}


@desk(PERMISSION)
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """All of them, by topic."""
    by_topic = sorted(all_declared().values(), key=lambda mail: mail.topic)
    topics = [(topic, list(found)) for topic, found in groupby(by_topic, key=lambda mail: mail.topic)]
    context = site.each_context(request) | {"title": "Every mail", "topics": topics}
    return render(request, "staff/mails/all.html", context)


@desk(PERMISSION)
@require_safe
def one(request: HttpRequest, kind: str) -> HttpResponse:
    """One mail as its reader gets it; `?case=` chooses among its samples."""
    mail = _declared(kind)
    case = request.GET.get("case", mail.samples[0].slug)
    sample = mail.sample(case)
    if sample is None:
        raise Http404
    context = site.each_context(request) | {
        "title": kind.replace("_", " ").capitalize(),
        "mail": mail,
        "sample": sample,
        "letter": letter_of(kind, sample),
        "widths": WIDTHS,
    }
    return render(request, "staff/mails/one.html", context)


def _declared(kind: str) -> Declared:
    try:
        return all_declared()[kind]
    except KeyError:
        raise Http404 from None
