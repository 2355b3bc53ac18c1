"""Addresses of the bench and of verification, inside the staff site."""

from django.urls import path

from orders.fulfilment import views
from orders.views import staff_verification

app_name = "fulfilment"
urlpatterns = [
    path("ship-by/", views.ship_by, name="ship-by"),
    path("ship-by/<str:number>/pack/", views.pack, name="pack"),
    path("ship-by/<str:number>/hand-over/", views.hand_over, name="hand-over"),
    path("verification/", staff_verification.queue, name="verification"),
    path("verification/<str:number>/", staff_verification.case, name="verification-case"),
]
