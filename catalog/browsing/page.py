"""A list as HTML: its blocks in the frame that all lists have around them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.template import engines

from catalog.pages.frame import BLOCKS, frame
from catalog.pages.holes import filled


def list_page(facts: Mapping[str, Any]) -> bytes:
    """The whole page with these facts (components/list/page.html); ask with the shelf settled."""
    template = _template()
    context = template.new_context(facts)
    blocks = {name: ("".join(template.blocks[name](context)).encode(),) for name in BLOCKS}
    return b"".join(filled(frame().parts, blocks))


@cache
def _template() -> Any:
    return engines["components"].env.get_template("list/page.html")  # type: ignore[attr-defined]
