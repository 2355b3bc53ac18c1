"""Addresses of consigned pieces inside the staff site."""

from django.urls import path

from consignment.bench import views
from consignment.bench.queues import QUEUES

app_name = "consigned"
urlpatterns = [
    *(path(f"consignments/{one.slug}/", views.queue, {"slug": one.slug}, name=one.slug) for one in QUEUES),
    path("consignments/find/", views.find, name="find"),
    path("consignments/receipts/<int:pk>/", views.receipt, name="receipt"),
    path("consignments/photos/<int:pk>/", views.photo, name="photo"),
    path("consignments/<str:number>/", views.one, name="one"),
    path("consignments/<str:number>/label/", views.label_file, name="label"),
]
