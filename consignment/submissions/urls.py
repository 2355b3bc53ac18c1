"""Addresses of the sell form. `sell/` is public; everything else opens by the signed token in it."""

from django.urls import URLPattern, path

from consignment.submissions import ending, uploads, views

app_name = "sell"
urlpatterns: list[URLPattern] = [
    path("sell/", views.start, name="start"),
    path("sell/draft/<str:token>/", views.pictures, name="pictures"),
    path("sell/draft/<str:token>/questions/", views.questions, name="questions"),
    path("sell/draft/<str:token>/reach/", views.reach, name="reach"),
    path("sell/draft/<str:token>/later/", views.later, name="later"),
    path("sell/draft/<str:token>/photos/", uploads.photos, name="photos"),
    path("sell/draft/<str:token>/photos/<int:pk>/<str:size>.webp", uploads.photo, name="photo"),
    path("sell/draft/<str:token>/photos/<int:pk>/remove/", uploads.remove, name="remove"),
    path("sell/sent/<str:token>/", ending.sent, name="sent"),
    path("sell/confirm/<str:token>/", ending.confirm, name="confirm"),
]
