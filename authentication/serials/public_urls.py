"""Where everybody may ask whether a number matches."""

from django.urls import path

from authentication.serials import public_views

app_name = "match"
urlpatterns = [
    path("match/", public_views.match, name="ask"),
    path("match/<str:number>/", public_views.match, name="of"),
]
