"""Addresses of the returns inside the staff site."""

from django.urls import path

from orders.returns.desk import table, views
from orders.returns.desk.queues import QUEUES

app_name = "return-desk"
urlpatterns = [
    *(path(f"return-desk/{one.slug}/", views.queue, {"slug": one.slug}, name=one.slug) for one in QUEUES),
    path("return-desk/receive/", views.scan, name="scan"),
    path("return-desk/photos/<int:pk>/<str:size>.webp", table.photo, name="photo"),
    path(
        "return-desk/<str:number>/left/<int:pk>/<str:size>.webp", table.outbound_photo, name="outbound-photo"
    ),
    path("return-desk/<str:number>/", views.one, name="one"),
    path("return-desk/<str:number>/<int:pk>/", table.piece, name="piece"),
    path("return-desk/<str:number>/<int:pk>/label/", table.label, name="label"),
]
