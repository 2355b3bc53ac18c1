"""Addresses of the submissions, inside the staff site."""

from django.urls import URLPattern, path

from consignment.desk import views

app_name = "submissions"
urlpatterns: list[URLPattern] = [
    path("submissions/", views.queue, name="queue"),
    path("submissions/photos/<int:pk>/<str:size>.webp", views.photo, name="photo"),
    path("submissions/<str:number>/", views.one, name="one"),
]
