"""Parts that are the same on every page, rendered once while the shelf stands: `{% load kept %}`."""

import time
from typing import NamedTuple

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
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
    def __init__(self, name: str, unless: FilterExpression | None, inside: NodeList) -> None:
        self.name, self.unless, self.inside = name, unless, inside

    def render(self, context: template.Context) -> SafeString:
        """The part as it was rendered last, if that is still true."""
        request = context.get("request")
        if request is None or (self.unless and self.unless.resolve(context)):
            return self.inside.render(context)
        version, now = shelf_of(request).version, time.monotonic()
        part = _parts.get(self.name)
        if part is None or part.version != version or part.until <= now:
            until = now + settings.PAGES_KEPT_SECONDS
            part = _parts[self.name] = Part(self.inside.render(context), version, until)
        return part.html


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept "header" unless search_words %}...{% endkept %}`: nothing in it may depend on the page or the visitor.

    Where `unless` is true, it is rendered for this page alone.
    """
    _, name, *rest = token.split_contents()
    if rest and (len(rest) != 2 or rest[0] != "unless"):
        raise template.TemplateSyntaxError("kept takes a name, and `unless` with a variable")
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name.strip("\"'"), parser.compile_filter(rest[1]) if rest else None, inside)
