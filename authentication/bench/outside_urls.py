"""Addresses of an outside authenticator: each opens by the signed token in it."""

from django.urls import path

from authentication.bench import outside_views
from authentication.bench.access import by_link
from authentication.bench.shared_urls import addresses

LINK = "outside/<str:token>/"
app_name = "outside"
urlpatterns = [
    path(LINK, outside_views.case, name="case"),
    path(f"{LINK}submit/", outside_views.submit, name="submit"),
    *addresses(by_link, LINK),
]
