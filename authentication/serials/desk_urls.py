"""Addresses of numbers inside the staff site."""

from django.urls import path

from authentication.serials import desk_views

app_name = "numbers"
urlpatterns = [
    path("numbers/alarms/", desk_views.alarms, name="alarms"),
    path("numbers/alarms/<int:pk>/", desk_views.alarm, name="alarm"),
    path("numbers/lists/", desk_views.flagged, name="lists"),
    path("numbers/<str:number>/", desk_views.piece, name="piece"),
]
