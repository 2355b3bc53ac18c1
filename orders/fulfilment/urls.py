"""Addresses of the bench and of verification, inside the staff site."""

from django.urls import path

from orders.fulfilment import (
    astray_views,
    back_views,
    hand_views,
    label_views,
    lost_views,
    pack_views,
    views,
    week_views,
)
from orders.readdressing import desk
from orders.views import staff_exemptions, staff_verification

app_name = "fulfilment"
urlpatterns = [
    path("ship-by/", views.ship_by, name="ship-by"),
    path("ship-by/hand-over/", hand_views.lists, name="hand-overs"),
    path("ship-by/hand-over/<int:pk>/", hand_views.one, name="hand-over-list"),
    path("ship-by/pick-list/", views.pick_list, name="pick-list"),
    path("ship-by/weeks/", week_views.figures, name="weeks"),
    path("ship-by/breaches/<int:pk>/", week_views.explain, name="breach"),
    path("ship-by/<str:number>/pack/", pack_views.pack, name="pack"),
    path("ship-by/<str:number>/clock/", pack_views.stop_clock, name="clock"),
    path("outbound/<int:pk>/", pack_views.photo, name="outbound-photo"),
    path("ship-by/<str:number>/hand-over/", views.hand_over, name="hand-over"),
    path("ship-by/<str:number>/label/", label_views.label, name="label"),
    path("ship-by/<str:number>/label/buy/", label_views.buy, name="label-buy"),
    path("ship-by/<str:number>/label/by-hand/", label_views.by_hand_view, name="label-by-hand"),
    path("ship-by/<str:number>/label/void/", label_views.void, name="label-void"),
    path("ship-by/<str:number>/label/look/", label_views.look, name="label-look"),
    path("ship-by/<str:number>/label/give-up/", label_views.give_up, name="label-give-up"),
    path("ship-by/<str:number>/label/file/", label_views.label_file, name="label-file"),
    path("ship-by/<str:number>/packing-slip/", label_views.packing_slip, name="packing-slip"),
    path("ship-by/<str:number>/gift-card/", label_views.gift_card, name="gift-card"),
    path("ship-by/<str:number>/invoice/", label_views.invoice, name="commercial-invoice"),
    path("parcels-astray/", astray_views.queue, name="astray"),
    path("parcels-astray/<int:pk>/", astray_views.one, name="astray-one"),
    path("back-with-us/", back_views.queue, name="back"),
    path("back-with-us/<str:number>/", back_views.one, name="back-one"),
    path("lost-parcels/", lost_views.queue, name="lost"),
    path("lost-parcels/<int:pk>/", lost_views.settle, name="lost-one"),
    path("verification/", staff_verification.queue, name="verification"),
    path("resale/", staff_exemptions.queue, name="certificates"),
    path("resale/<int:pk>/", staff_exemptions.one, name="certificate"),
    path("resale/<int:pk>/paper/", staff_exemptions.paper, name="certificate-paper"),
    path("verification/address/<int:pk>/", desk.one, name="verification-address"),
    path("verification/<str:number>/", staff_verification.case, name="verification-case"),
]
