"""Addresses of certificates, for everybody."""

from django.urls import URLPattern, path

from authentication.certificates import transfer_views, views

app_name = "certificates"
urlpatterns: list[URLPattern] = [
    path("c/<str:number>/", views.short, name="short"),
    path("certificates/", views.look_up, name="look-up"),
    path("certificates/held/<str:token>/", transfer_views.held, name="held"),
    path("certificates/<str:number>/", views.certificate, name="show"),
    path("certificates/<str:number>/certificate.json", views.as_json, name="json"),
    path("certificates/<str:number>/<int:version>.json", views.version_as_json, name="version"),
    path("certificates/<str:number>/bundle.zip", views.bundle, name="bundle"),
    path("certificates/<str:number>/card.pdf", views.card, name="card"),
    path("certificates/<str:number>/transfer/", transfer_views.transfer, name="transfer"),
]
