"""The daily roots of the item log as Atom: whoever subscribes keeps a copy that we can't change."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html

from catalog.models import ItemLogRoot
from portero.core.templatetags.shop import absolute

MOST = 31
PAGE = reverse_lazy("catalog:log")


class LogRoots(Feed):
    """Atom 1.0; an entry has the statement, the key's name and the signature, which is all that a check needs."""

    feed_type = Atom1Feed
    title = "Roots of the item log | Portero"
    subtitle = "One signed hash a day over the logs of all pieces."
    language = "en-us"

    def link(self) -> str:
        return absolute(str(PAGE))

    def feed_url(self) -> str:
        return absolute(str(reverse_lazy("catalog:log-atom")))

    def items(self) -> QuerySet[ItemLogRoot]:
        return ItemLogRoot.objects.all()[:MOST]

    def item_title(self, root: ItemLogRoot) -> str:
        return f"{root.day}: {root.hex}"

    def item_description(self, root: ItemLogRoot) -> str:
        return format_html(
            "<p>{} pieces</p><pre>{}</pre><p>Key {}, signature {}</p>",
            root.pieces,
            root.statement,
            root.kid,
            root.signature,
        )

    def item_link(self, root: ItemLogRoot) -> str:
        return f"{absolute(str(PAGE))}#{root.day}"

    def item_pubdate(self, root: ItemLogRoot) -> datetime:
        return root.published_at

    def item_updateddate(self, root: ItemLogRoot) -> datetime:
        return root.published_at
