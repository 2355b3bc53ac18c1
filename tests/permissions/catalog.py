"""The shop window: everybody sees it."""

from catalog.models import Item
from catalog.sitemaps.pieces import WIDTH
from tests.permissions.table import EVERYBODY, Row, Table


def _sitemap_of(item: Item) -> int:
    """The number of the sitemap that a piece stands in."""
    return (item.pk - 1) // WIDTH + 1


TABLE: Table = {
    **{
        f"catalog:{name}": Row(get=EVERYBODY)
        for name in ("home", "designers", "shop", "new", "sold", "search", "suggest", "sitemap", "robots")
    },
    **{f"catalog:{name}": Row(get=EVERYBODY) for name in ("manifest", "service-worker", "offline")},
    **{f"catalog:{name}": Row(get=EVERYBODY) for name in ("rss", "atom")},
    **{f"catalog:{name}": Row(get=EVERYBODY) for name in ("log", "log-roots", "log-atom")},
    **{
        f"catalog:designer-{name}": Row(get=EVERYBODY, arguments=lambda world: [world.item.designer.slug])
        for name in ("rss", "atom")
    },
    "keys": Row(get=EVERYBODY),
    "favicon": Row(get=(302, 302, 302, 302)),
    "catalog:designer": Row(get=EVERYBODY, arguments=lambda world: [world.item.designer.slug]),
    "catalog:category": Row(get=EVERYBODY, arguments=lambda world: [world.item.category.slug]),
    "catalog:designer-category": Row(
        get=EVERYBODY, arguments=lambda world: [world.item.designer.slug, world.item.category.slug]
    ),
    "catalog:sitemap-lists": Row(get=EVERYBODY, arguments=lambda world: ["designers"]),
    "catalog:sitemap-listed": Row(get=EVERYBODY, arguments=lambda world: [_sitemap_of(world.item)]),
    "catalog:sitemap-sold": Row(get=EVERYBODY, arguments=lambda world: [_sitemap_of(world.item)]),
    "catalog:style": Row(get=EVERYBODY, arguments=lambda world: [world.item.style.slug]),
    "catalog:item": Row(get=EVERYBODY, arguments=lambda world: [world.item.number, world.item.slug]),
    "catalog:item-by-number": Row(get=(301, 301, 301, 301), arguments=lambda world: [world.item.number]),
    "catalog:about": Row(get=EVERYBODY, arguments=lambda world: ["grades"]),
}
