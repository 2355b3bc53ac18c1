"""Addresses of Promise claims inside the staff site."""

from django.urls import path

from orders.promise.desk import deciding_views, holder_views, inspecting_views, pictures, views
from orders.promise.desk.queues import QUEUES

CLAIM = "claims/<str:number>/"
app_name = "claims-desk"
urlpatterns = [
    *(path(f"claims/{one.slug}/", views.queue, {"slug": one.slug}, name=one.slug) for one in QUEUES),
    path("claims/holders/", holder_views.queue, name="holders"),
    path("claims/holders/<int:pk>/", holder_views.one, name="holder"),
    path("claims/find/", views.find, name="find"),
    path("claims/photos/<int:pk>/<str:size>.webp", pictures.photo, name="photo"),
    path(CLAIM, views.one, name="one"),
    path(f"{CLAIM}inspect/", inspecting_views.inspect, name="inspect"),
    path(f"{CLAIM}decide/", deciding_views.decide, name="decide"),
    path(f"{CLAIM}label/", views.label_file, name="label"),
    path(f"{CLAIM}label-back/", views.back_label_file, name="back-label"),
    path(f"{CLAIM}outbound/<int:pk>/<str:size>.webp", pictures.outbound_photo, name="outbound-photo"),
]
