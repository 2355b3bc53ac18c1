"""The address that Google Merchant Center fetches once or more a day."""

from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from orders.delivery import tables
from orders.delivery.offers import Parcel, offer
from orders.merchant.pieces import HOME, advertised
from orders.merchant.writing import document, entry
from orders.models import Contact
from orders.tax.places import Destination
from portero.core.templatetags.shop import absolute


@require_safe
@cache_control(no_store=True)
@gzip_page
def feed(request: HttpRequest) -> StreamingHttpResponse:
    """Every piece that can be bought now, streamed; none that is sold, held, without a photograph or abroad.

    It may have a gigabyte: nginx passes it on instead of keeping it on disk first.
    """
    entries = document(_entries(), link=absolute("/"))
    return StreamingHttpResponse(entries, content_type="application/xml", headers={"X-Accel-Buffering": "no"})


def _entries() -> Iterator[str]:
    """With the charge of an address on the mainland; what islands pay is set in Merchant Center."""
    charges, to, today = tables.current(), Destination(country=HOME, state="NY"), timezone.localdate()
    for piece in advertised():
        found = offer(charges, Parcel(HOME, to, piece["price"], today), Contact.Speed.STANDARD)
        yield entry(piece, None if found.problem else found.charge)
