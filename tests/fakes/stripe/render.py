"""HTML of the double's own pages, from templates beside it, always escaped."""

import html
from pathlib import Path
from string import Template

HERE = Path(__file__).parent


class Safe(str):
    """Markup that has been escaped already."""

    __slots__ = ()


def render(name: str, /, **values: object) -> Safe:
    """Return a template filled in; what is not ``Safe`` is escaped."""
    template = Template((HERE / "templates" / name).read_text())
    return Safe(template.substitute({key: _escaped(value) for key, value in values.items()}))


def page(title: str, body: Safe) -> str:
    """Return a whole page."""
    return render("page.html", title=title, body=body)


def dollars(cents: int) -> str:
    """Return an amount for people: ``$1,234.50``."""
    return f"${cents / 100:,.2f}"


def _escaped(value: object) -> str:
    return value if isinstance(value, Safe) else html.escape(str(value if value is not None else ""))
