"""HTML of the double's own pages."""

from pathlib import Path

from ..base.render import Templates

HERE = Path(__file__).parent
TEMPLATES = Templates("Authorize.net", HERE / "templates")
render, page = TEMPLATES.render, TEMPLATES.page
