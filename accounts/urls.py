"""The client's account; her orders stand in `orders`."""

from django.urls import URLPattern, path

from accounts import password_views, views

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("register/", views.register, name="register"),
    path("registered/", views.registered, name="registered"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("profile/", views.profile, name="profile"),
    path("password/", password_views.password_change, name="password-change"),
    path("password/forgotten/", password_views.password_reset, name="password-reset"),
    path("password/forgotten/sent/", password_views.password_reset_done, name="password-reset-done"),
    path(
        "password/new/<uidb64>/<token>/",
        password_views.PasswordResetConfirm.as_view(),
        name="password-reset-confirm",
    ),
    path("password/new/done/", password_views.password_reset_complete, name="password-reset-complete"),
]
