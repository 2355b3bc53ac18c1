"""The QR codes of a certificate: its short address, which leads to the page wherever that will be."""

from io import BytesIO

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from authentication.models import Certificate


def short_address(certificate: Certificate) -> str:
    """The address in the code: as short as can be, so that the squares are large."""
    return settings.PUBLIC_URL + reverse("certificates:short", args=[certificate.number])


def as_svg(certificate: Certificate) -> SafeString:
    """The code as inline SVG in the ink of the page, with room around it for any reader."""
    code = segno.make(short_address(certificate), error="m", micro=False)
    drawn = code.svg_inline(
        border=4, dark="#1c1a17", light="#fdfcf9", omitsize=True, svgclass="qr", lineclass=None
    )
    title = f'<title id="qr-title">QR code of certificate {certificate.number}</title>'
    head, rest = str(drawn).split(">", 1)
    # Numbers and colours of ours.
    return SafeString(f'{head} role="img" aria-labelledby="qr-title">{title}{rest}')


def as_png(certificate: Certificate) -> bytes:
    """The code as PNG, for paper."""
    code = BytesIO()
    segno.make(short_address(certificate), error="q", micro=False).save(code, kind="png", scale=10, border=0)
    return code.getvalue()
