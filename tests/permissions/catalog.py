"""The shop window: everybody sees it."""

from tests.permissions.table import EVERYBODY, Row, Table

TABLE: Table = {
    **{
        f"catalog:{name}": Row(get=EVERYBODY)
        for name in ("home", "designers", "shop", "new", "search", "sitemap", "robots")
    },
    "favicon": Row(get=(302, 302, 302, 302)),
    "catalog:designer": Row(get=EVERYBODY, arguments=lambda world: [world.item.designer.slug]),
    "catalog:category": Row(get=EVERYBODY, arguments=lambda world: [world.item.category.slug]),
    "catalog:designer-category": Row(
        get=EVERYBODY, arguments=lambda world: [world.item.designer.slug, world.item.category.slug]
    ),
    "catalog:style": Row(get=EVERYBODY, arguments=lambda world: [world.item.style.slug]),
    "catalog:item": Row(get=EVERYBODY, arguments=lambda world: [world.item.number, world.item.slug]),
    "catalog:item-by-number": Row(get=(301, 301, 301, 301), arguments=lambda world: [world.item.number]),
    "catalog:about": Row(get=EVERYBODY, arguments=lambda world: ["grades"]),
}
