"""Addresses of the consignor's portal."""

from django.urls import URLPattern, path

from consignment.portal import covenant_views, entrance, offer_views, views

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("sell/link/", entrance.mail_link, name="link"),
    path("sell/open/<str:token>/", entrance.open_link, name="open"),
    path("sell/leave/", entrance.leave, name="leave"),
    path("sell/mine/", views.listed, name="list"),
    path("sell/mine/<str:number>/", views.piece, name="piece"),
    path("sell/mine/<str:number>/photos/<int:pk>/<str:size>.webp", views.photo, name="photo"),
    path("sell/mine/<str:number>/withdraw/", views.withdraw, name="withdraw"),
    path("sell/mine/<str:number>/message/", views.message, name="message"),
    path("sell/mine/<str:number>/agreement/", offer_views.agreement, name="agreement"),
    path("sell/mine/<str:number>/agreement.pdf", offer_views.document, name="document"),
    path("sell/mine/<str:number>/refuse/", offer_views.refuse, name="refuse"),
    path("sell/mine/<str:number>/consents/<int:pk>/", covenant_views.consent, name="consent"),
    path("sell/mine/<str:number>/take-back/", covenant_views.take_back, name="take-back"),
    path("sell/mine/<str:number>/renew/", covenant_views.renew, name="renew"),
]
