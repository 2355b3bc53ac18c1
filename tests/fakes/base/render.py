"""HTML of the doubles' pages, from templates, always escaped."""

import html
from pathlib import Path
from string import Template

HERE = Path(__file__).parent
PAGE_STYLE = HERE / "static" / "page.css"


class Safe(str):
    """Markup that has been escaped already."""

    __slots__ = ()


class Templates:
    """The templates of one provider's pages, and those all share; ``name`` stands in the banner."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name, self._folders = name, (folder, HERE / "templates")

    def render(self, name: str, /, **values: object) -> Safe:
        """Return a template filled in; what is not ``Safe`` is escaped."""
        path = next(path for folder in self._folders if (path := folder / name).exists())
        template = Template(path.read_text())
        return Safe(template.substitute({key: _escaped(value) for key, value in values.items()}))

    def page(self, title: str, body: Safe) -> str:
        """Return a whole page; it expects ``PAGE_STYLE`` at /static/page.css."""
        return self.render("page.html", title=title, body=body, provider=self._name)


def dollars(cents: int) -> str:
    """Return an amount for people: ``$1,234.50``."""
    return f"${cents / 100:,.2f}"


def _escaped(value: object) -> str:
    return value if isinstance(value, Safe) else html.escape(str(value if value is not None else ""))
