"""Her pages of a return: behind the order's signed link, and the list in her account."""

from django.urls import URLPattern, path

from orders.returns import views
from orders.returns.exchanging import views as exchanging

app_name = "returns"
urlpatterns: list[URLPattern] = [
    path("orders/<str:token>/returns/new/", views.ask, name="ask"),
    path("orders/<str:token>/returns/exchange/", exchanging.ask, name="exchange"),
    path("orders/<str:token>/returns/<str:number>/", views.show, name="show"),
    path("orders/<str:token>/returns/<str:number>/label/", views.label, name="label"),
    path("orders/<str:token>/returns/<str:number>/withdraw/", views.withdraw, name="withdraw"),
    path(
        "orders/<str:token>/returns/<str:number>/pictures/<str:when>/<int:pk>/<str:size>/",
        views.picture,
        name="picture",
    ),
    path("account/returns/", views.listed, name="list"),
    path("account/exchange/<str:number>/", exchanging.choose, name="exchange-for"),
]
