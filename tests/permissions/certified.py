"""Certificates: everybody reads them; who holds one opens her page by its link."""

from typing import Any

from authentication.certificates.mails import HOLDER
from authentication.models import Holder
from portero.core.links import token_for
from tests.factories.certified import certified
from tests.permissions.table import EVERYBODY, Answers, Row, Table, World

LEADS_ON: Answers = (302, 302, 302, 302)


def rows() -> dict[str, Any]:
    """A certificate, and somebody who holds it."""
    certificate = certified().certificate
    return {
        "authentication_certificate": certificate,
        "certificate_holder": Holder.objects.create(certificate=certificate, email="clara@example.com"),
    }


def _number(world: World) -> list[Any]:
    return [world.rows["authentication_certificate"].number]


TABLE: Table = {
    "certificates:look-up": Row(get=EVERYBODY),
    "certificates:short": Row(get=LEADS_ON, arguments=_number),
    **{
        f"certificates:{name}": Row(get=EVERYBODY, arguments=_number)
        for name in ("show", "json", "bundle", "card")
    },
    "certificates:version": Row(get=EVERYBODY, arguments=lambda world: [*_number(world), 1]),
    "certificates:transfer": Row(
        get=EVERYBODY,
        post=EVERYBODY,
        arguments=_number,
        form=lambda world: {"code": "0000-0000-0000", "email": "dora@example.com"},
        may_change=(),
    ),
    # The piece isn't sold: nobody gets a code.
    "certificates:held": Row(
        get=EVERYBODY,
        post=LEADS_ON,
        arguments=lambda world: [token_for(HOLDER, world.rows["certificate_holder"].pk)],
        may_change=(),
    ),
}
