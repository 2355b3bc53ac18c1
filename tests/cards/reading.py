"""What the cards of a page say, as a visitor reads them."""

from lxml import html


def titles(answer: bytes) -> list[str]:
    """The titles of the pieces of a list, in its order, without what merely comes nearest."""
    page = html.document_fromstring(answer.decode())
    return [
        str(one.text) for one in page.xpath('//section[@aria-label="Pieces"]//div[@class="card-text"]/p[1]')
    ]
