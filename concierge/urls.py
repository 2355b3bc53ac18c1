"""Addresses of the concierge: saved searches, Find It For Me, the line for a piece, what was seen."""

from django.urls import URLPattern, path

from concierge import seen
from concierge.finding import views as finding
from concierge.searches import views as searches
from concierge.waiting import views as waiting

app_name = "concierge"
urlpatterns: list[URLPattern] = [
    path("account/searches/", searches.listed, name="searches"),
    path("account/searches/save/", searches.save, name="save-search"),
    path("account/searches/<int:pk>/", searches.change, name="search-change"),
    path("saved-search/<str:token>/", searches.by_link, name="search"),
    path("saved-search/<str:token>/stop/", searches.stop, name="search-stop"),
    path("account/find-it-for-me/", finding.listed, name="finds"),
    path("find-it-for-me/", finding.find, name="find"),
    path("find-it-for-me/<str:token>/", finding.one, name="find-request"),
    path("find-it-for-me/<str:token>/close/", finding.close, name="find-close"),
    path("find-it-for-me/<str:token>/decline/<int:pk>/", finding.decline, name="find-decline"),
    path("line/<str:number>/", waiting.of_piece, name="line"),
    path("line/place/<str:token>/", waiting.by_link, name="place"),
    path("recently-viewed/", seen.recently_viewed, name="recently-viewed"),
    path("new-since/", seen.new_since, name="new-since"),
]
