"""The mails of the concierge, of saved searches and of the line for a piece, as their readers get them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.templatetags.static import static

from catalog.models import Grade
from concierge.finding.mails import wishes_of
from concierge.models import FindRequest, SavedSearch
from concierge.pieces import MailPiece
from portero.core.mail.samples import NOW, Context, declare
from portero.core.templatetags.shop import absolute
from portero.core.words import moment

FINDING, SEARCHES, LINE = "Find It For Me", "Saved searches", "The line for a piece"
FINDER, SEARCHER, WAITING = "who asked us to find a piece", "who saved the search", "who joined the line"


def piece(name: str = "Hermès Birkin 30 in Gold Togo") -> MailPiece:
    """A piece in the shop."""
    photo, page = absolute(static("mail/sample-piece.jpg")), absolute("/pieces/P-4820173/")
    return MailPiece(name, "Excellent. $12,500", photo, page)


def request() -> FindRequest:
    """A wish with a limit and a day."""
    wish = FindRequest(number="F-6130285", name="Clara", designer="Hermès", style="Kelly", size="28")
    wish.colours, wish.material, wish.grade = "black, dark brown", "Box calf", Grade.VERY_GOOD
    wish.budget, wish.needed_by = Decimal(14_000), date(2026, 12, 20)
    return wish


def find(**facts: Any) -> Context:
    """A mail about that wish."""
    return {"find": request(), "dear": "Clara", "link": absolute("/find-it-for-me/sample/"), **facts}


def proposed() -> Context:
    """A piece that may be it."""
    found = piece("Hermès Kelly 28 in Black Box Calf")
    return find(piece=found, pieces=[found], said="It has the size and leather that you asked for.")


def line(**facts: Any) -> Context:
    """A mail about one piece to somebody who waits for it."""
    found, leave = piece(), absolute("/line/sample/")
    return {"piece": found, "pieces": [found], "link": found.link, "leave": leave, **facts}


def joined() -> Context:
    """Her place in line."""
    found = piece()
    return {"piece": found, "pieces": [found], "place": "second in line", "link": absolute("/line/sample/")}


def search() -> SavedSearch:
    """A search for one designer with a limit."""
    return SavedSearch(name="Chanel, Black, up to $5,000")


def news(count: int, more: int = 0) -> Context:
    """New pieces that fit."""
    return {
        "search": search(),
        "count": count,
        "pieces": [piece("Chanel Classic Flap Medium in Black Caviar")] * (count - more),
        "more": more,
        "link": absolute("/shop/handbags/?designer=chanel"),
        "manage": absolute("/searches/sample/"),
        "hours": 24,
        "unsubscribe": absolute("/searches/sample/stop/"),
    }


declare(
    "find_opened",
    topic=FINDING,
    to=FINDER,
    when="Her request has arrived.",
    samples=lambda: find(asked=wishes_of(request()), hours=24),
)
declare("find_proposed", topic=FINDING, to=FINDER, when="We propose a piece.", samples=proposed)
declare(
    "find_closed",
    topic=FINDING,
    to=FINDER,
    when="We end the search, with the reason.",
    samples=lambda: find(said="No such piece was offered to us within the time that you gave us."),
)
declare(
    "search_confirm",
    topic=SEARCHES,
    to="a guest who saved a search",
    when="She saved it: nothing is written before she confirms.",
    samples=lambda: {"search": search(), "link": absolute("/searches/sample/"), "days": 7},
)
declare(
    "search_news",
    topic=SEARCHES,
    to=SEARCHER,
    when="New pieces fit; each piece once, at most one mail in 24 hours.",
    samples={"one piece": lambda: news(1), "several": lambda: news(9, more=6)},
)
declare("line_joined", topic=LINE, to=WAITING, when="She joins the line.", samples=joined)
declare(
    "line_free",
    topic=LINE,
    to=WAITING,
    when="The hold has ended without a sale and it is her turn.",
    samples={
        "the last": lambda: line(next_at=""),
        "others wait": lambda: line(next_at=moment(NOW + timedelta(hours=1))),
    },
)
declare(
    "line_over",
    topic=LINE,
    to=WAITING,
    when="The piece is sold to somebody else, or has left the shop.",
    samples={
        "sold": lambda: line(sold=True, similar=[piece("Hermès Birkin 35 in Gold Togo")]),
        "taken out": lambda: line(sold=False, similar=[]),
    },
)
