from django.urls import URLPattern, path
from django.views.generic import TemplateView

app_name = "catalog"
page = TemplateView.as_view(template_name="base.html")
urlpatterns: list[URLPattern] = [
    path("designers/<slug:slug>/", page, name="designer"),
    path("shop/<slug:slug>/", page, name="category"),
    path("items/<str:number>/<slug:slug>/", page, name="item"),
]
