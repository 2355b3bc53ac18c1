"""The mails about a certificate that changed hands, each once, in the caller's transaction."""

from django.conf import settings
from django.urls import reverse

from authentication.models import Holder
from portero.core.links import link_to
from portero.core.mail import outbox
from portero.core.words import moment

HOLDER = "certificate-holder"


def transferred(giver: Holder, holder: Holder) -> None:
    """To the one who had it: it isn't hers any more. To the one who has it: what that means, and her link."""
    certificate = holder.certificate
    item = certificate.item
    told = {
        "certificate": certificate.number,
        "piece": f"{item.designer.name} {item.title}",
        "at": moment(holder.since),
        "page": settings.PUBLIC_URL + reverse("certificates:show", args=[certificate.number]),
    }
    about = f"certificate:{certificate.number}:{holder.pk}"
    given = told | {"link": told["page"]}
    outbox.post("certificate_given", about=about, to=giver.email, context=given)
    got = told | {"link": link_to("certificates:held", HOLDER, holder.pk)}
    outbox.post("certificate_received", about=about, to=holder.email, context=got)
