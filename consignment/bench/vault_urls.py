"""Addresses of the vault inside the staff site."""

from django.urls import path

from consignment.bench import vault_views

app_name = "vault"
urlpatterns = [
    path("vault/", vault_views.vault, name="vault"),
    path("vault/labels/", vault_views.labels, name="labels"),
    path("vault/shelves/<str:code>/", vault_views.shelf, name="shelf"),
    path("vault/<str:number>/", vault_views.piece, name="piece"),
]
