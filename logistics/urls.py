"""The one address of this room that isn't inside the staff site."""

from django.urls import path

from logistics import views

app_name = "logistics"
urlpatterns = [
    path("webhooks/easypost/", views.webhook, {"driver": "easypost"}, name="webhook"),
]
