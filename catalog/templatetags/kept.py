"""Parts that are the same on every page, rendered once while the shelf stands: `{% load kept %}`."""

import time
from typing import NamedTuple

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString

from catalog.context import shelf_of

register = template.Library()


class Part(NamedTuple):
    """A rendered part, the version of the shelf that it shows, and until when (monotonic seconds) it may go out."""

    html: SafeString
    version: int
    until: float


_parts: dict[str, Part] = {}


class KeptNode(template.Node):
    def __init__(self, name: str, inside: NodeList) -> None:
        self.name, self.inside = name, inside

    def render(self, context: template.Context) -> SafeString:
        """The part as it was rendered last, if that is still true."""
        request = context.get("request")
        if request is None:
            return self.inside.render(context)
        version, now = shelf_of(request).version, time.monotonic()
        part = _parts.get(self.name)
        if part is None or part.version != version or part.until <= now:
            until = now + settings.PAGES_KEPT_SECONDS
            part = _parts[self.name] = Part(self.inside.render(context), version, until)
        return part.html


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept "footer" %}...{% endkept %}`: nothing in it may depend on the page or on who asks."""
    parts = token.split_contents()
    if len(parts) != 2:
        raise template.TemplateSyntaxError("kept takes the name of the part, and nothing else")
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(parts[1].strip("\"'"), inside)
