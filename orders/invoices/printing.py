"""The PDF of an issued paper: made once of its facts, kept, and handed out unchanged."""

import hashlib
from pathlib import Path

from orders.invoices.models import Paper
from portero.core import pdf

# A template that has printed papers is never edited again: a better one is the next version.
TEMPLATES = {1: Path(__file__).with_name("paper_1.typ")}


def pdf_of(paper: Paper) -> bytes:
    """The bytes of a paper. Two that ask at once make the same ones; the first to write wins."""
    if paper.pdf is None:
        made = render(paper)
        kept = Paper.objects.filter(pk=paper.pk, pdf__isnull=True)
        kept.update(pdf=made, pdf_sha256=hashlib.sha256(made).hexdigest())
        paper.refresh_from_db(fields=["pdf", "pdf_sha256"])
    return bytes(paper.pdf or b"")


def render(paper: Paper) -> bytes:
    """The PDF made anew of the frozen facts: identical, as long as Typst and the fonts are."""
    return pdf.render(TEMPLATES[paper.version], paper.facts, at=paper.issued_at)
