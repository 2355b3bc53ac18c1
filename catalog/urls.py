"""Addresses of the catalogue."""

from django.urls import URLPattern, path

from catalog.views import (
    about,
    app,
    browse,
    crawlers,
    feeds,
    home,
    item,
    item_log,
    landing,
    search,
    sitemaps,
    sold,
)

app_name = "catalog"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("designers/", home.designer_index, name="designers"),
    path("designers/<slug:slug>/", landing.designer, name="designer"),
    path("designers/<slug:designer>/<slug:category>/", landing.designer_category, name="designer-category"),
    path("styles/<slug:slug>/", landing.style, name="style"),
    path("shop/", browse.shop, name="shop"),
    path("shop/<slug:slug>/", landing.category, name="category"),
    path("new/", browse.new, name="new"),
    path("sold/", sold.archive, name="sold"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggestions, name="suggest"),
    path("items/<str:number>/", item.item, name="item-by-number"),
    path("items/<str:number>/<slug:slug>/", item.item, name="item"),
    path("about/<slug:page>/", about.about, name="about"),
    path("log/", item_log.log, name="log"),
    path("log/roots.json", item_log.roots, name="log-roots"),
    path("log/roots.atom", item_log.atom, name="log-atom"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    *[
        path(
            f"sitemaps/{state}-<int:page>.xml", sitemaps.of_pieces, {"state": state}, name=f"sitemap-{state}"
        )
        for state in ("listed", "sold")
    ],
    path("sitemaps/<slug:section>.xml", sitemaps.of_lists, name="sitemap-lists"),
    path("feeds/new.rss", feeds.rss, name="rss"),
    path("feeds/new.atom", feeds.atom, name="atom"),
    path("feeds/designers/<slug:designer>.rss", feeds.rss, name="designer-rss"),
    path("feeds/designers/<slug:designer>.atom", feeds.atom, name="designer-atom"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("service-worker.js", app.service_worker, name="service-worker"),
    path("offline/", app.offline, name="offline"),
    path("robots.txt", crawlers.robots, name="robots"),
]
