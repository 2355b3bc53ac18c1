"""What the tests of her pages share: their addresses, what they say, and pictures that are files."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from PIL import Image

from orders.access import token_for
from orders.fulfilment.models import OutboundPhoto
from orders.order.models import Order
from orders.returns import asking, inspecting
from orders.returns.asking import Wanted
from orders.returns.models import Return, ReturnPhoto
from portero.core.mail.composing import compose
from portero.core.models import Mail
from tests.factories import returns as make

SCRATCHED = "The base is scratched."


def asked(order: Order, *reasons: str, **facts: Any) -> Return:
    """She has asked to return the first pieces of her order, for these reasons."""
    lines = order.lines.order_by("pk")
    return asking.ask(
        order, [Wanted(line.pk, why) for line, why in zip(lines, reasons, strict=False)], **facts
    )


def judged(ret: Return, refused: Iterable[int] = ()) -> Return:
    """Every piece has its verdict: refused are those at these places."""
    for n, piece in enumerate(make.inspected(ret).pieces.order_by("pk")):
        if n in refused:
            inspecting.refuse(piece, reason=SCRATCHED, actor=make.bench())
        else:
            inspecting.accept(piece, actor=make.bench())
    return make.fresh(ret)


def pictured(ret: Return) -> None:
    """The pictures of its pieces are files, from before they left and of how they came back."""
    taken = OutboundPhoto.objects.filter(line__return_pieces__ret=ret).values_list("file", flat=True)
    for n, name in enumerate(
        [*taken, *ReturnPhoto.objects.filter(piece__ret=ret).values_list("file", flat=True)]
    ):
        picture = BytesIO()
        Image.new("RGB", (800, 1000), (120, 110, 90 + n)).save(picture, "WEBP")
        storages["private"].save(name, ContentFile(picture.getvalue()))


def page_of(order: Order, view: str = "ask", *more: Any) -> str:
    """The address of a page of hers behind the order's signed link."""
    return reverse(f"returns:{view}", args=[token_for(order), *more])


def text_of(answer: Any) -> str:
    """What an answer says, on one line."""
    return " ".join(answer.content.decode().split())


def said(kind: str) -> str:
    """The text of the one mail of this kind, on one line."""
    mail = Mail.objects.get(kind=kind)
    compose(mail)
    return " ".join(mail.text.split())
