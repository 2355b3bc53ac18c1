from django.urls import URLPattern, path
from django.views.generic import TemplateView

app_name = "catalog"
page = TemplateView.as_view(template_name="base.html")
urlpatterns: list[URLPattern] = [
    path("", page, name="home"),
    path("designers/", page, name="designers"),
    path("designers/<slug:slug>/", page, name="designer"),
    path("shop/", page, name="shop"),
    path("shop/<slug:slug>/", page, name="category"),
    path("new/", page, name="new"),
    path("search/", page, name="search"),
    path("items/<str:number>/<slug:slug>/", page, name="item"),
    path("about/<slug:page>/", page, name="about"),
]
