"""The mails about a request, each written into the outbox in the caller's transaction, once per subject.

They repeat what was chosen, never the client's free note: whoever types a stranger's e-mail can't make us send a text.
"""

from typing import Any

from concierge import links
from concierge.models import FindRequest, Proposal
from concierge.pieces import of_item
from portero.core.figures import figure
from portero.core.mail import outbox
from portero.core.money import dollars
from portero.core.words import day


def opened(request: FindRequest) -> None:
    """We have her request, and look by when."""
    asked = wishes_of(request)
    _post(
        "find_opened", request, f"find:{request.number}", asked=asked, hours=figure("find_first_look_hours")
    )


def proposed(proposal: Proposal) -> None:
    """We have found a piece: which, why this one, and that it is for sale to everybody."""
    piece = of_item(proposal.item)
    _post(
        "find_proposed",
        proposal.request,
        f"find:{proposal.request.number}:proposal-{proposal.pk}",
        piece=piece,
        pieces=[piece],
        said=proposal.why,
    )


def closed(request: FindRequest, said: str) -> None:
    """Staff ended the search, and why."""
    _post("find_closed", request, f"find:{request.number}", said=said)


def wishes_of(request: FindRequest) -> list[tuple[str, str]]:
    """What she asked for, as term and value; what she left open isn't there."""
    said = [
        ("Designer", request.designer),
        ("Style", request.style),
        ("Colours", request.colours),
        ("Material", request.material),
        ("Hardware", request.hardware),
        ("Size", request.size),
        ("At least in grade", str(request.get_grade_display())),
        ("At most, before tax", dollars(request.budget) if request.budget is not None else ""),
        ("By", day(request.needed_by) if request.needed_by else ""),
    ]
    return [(term, value) for term, value in said if value]


def _post(kind: str, request: FindRequest, about: str, **facts: Any) -> None:
    outbox.post(
        kind,
        about=about,
        to=request.email,
        context={
            "find": request,
            "dear": request.name,
            "link": links.link_to("concierge:find-request", links.FIND, request.pk),
            **facts,
        },
    )
