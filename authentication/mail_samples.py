"""The mails about certificates, and those about reviews, as their readers get them."""

from datetime import timedelta

from accounts.models import User
from authentication.models import Case, Review
from catalog.models import Item
from portero.core.mail.samples import NOW, Context, declare
from portero.core.templatetags.shop import absolute
from portero.core.words import moment

CERTIFICATES, REVIEWS = "Certificates", "Reviews"
PIECE = "Hermès Birkin 30 in Gold Togo"
PAGE = "/certificates/K-332155529/"


def certificate(link: str) -> Context:
    """A certificate that changed hands."""
    told = {"certificate": "K-332155529", "piece": PIECE, "at": moment(NOW), "page": absolute(PAGE)}
    return told | {"link": absolute(link)}


def case() -> Case:
    """A case of tier A."""
    return Case(number="C-3051746", tier="A", item=Item(number="P-4820173"))


def due(*, late: bool) -> Context:
    """Its deadline is near, or over."""
    return {
        "case": case(),
        "due": moment(NOW),
        "late": late,
        "page": "/staff/authentication/cases/C-3051746/",
    }


def outside(said: str) -> Context:
    """An authenticator outside is asked, or reminded."""
    return {
        "dear": "Mr. Laurent",
        "what": "Hermès Birkin 30",
        "case": case(),
        "said": said,
        "until": moment(NOW + timedelta(days=5)),
        "link": absolute("/outside/sample/"),
    }


def missed() -> Context:
    """A known fake got past a reviewer."""
    review = Review(
        case=case(), reviewer=User(email="noor@portero.example", first_name="Noor", last_name="Haddad")
    )
    why = "The date stamp is too shallow for its year."
    return {
        "review": review,
        "reviewer": review.reviewer,
        "item": review.case.item,
        "why": why,
        "page": "/staff/authentication/quality/",
    }


declare(
    "certificate_given",
    topic=CERTIFICATES,
    to="who had the certificate",
    when="Its code registers it to the next owner.",
    samples=lambda: certificate(PAGE),
)
declare(
    "certificate_received",
    topic=CERTIFICATES,
    to="who has the certificate now",
    when="Its code registers it to her.",
    samples=lambda: certificate("/certificates/held/sample/"),
)
declare(
    "case_due",
    topic=REVIEWS,
    to="authenticators and administrators",
    when="A case is nearly due, and again once it is late.",
    samples={"soon": lambda: due(late=False), "late": lambda: due(late=True)},
)
declare(
    "fake_missed",
    topic=REVIEWS,
    to="administrators",
    when="A reviewer calls a known fake authentic.",
    samples=missed,
)
declare(
    "outside_asked",
    topic=REVIEWS,
    to="an authenticator outside",
    when="We ask for an opinion.",
    samples=lambda: outside("The reviewers differ over the stamp."),
)
declare(
    "outside_reminder",
    topic=REVIEWS,
    to="an authenticator outside",
    when="The opinion has not come, some days before its link ends.",
    samples=lambda: outside(""),
)
