"""The way into the staff site: sign-in, one-time code, enrolment (mounted at /staff/ before the admin)."""

from django.urls import URLPattern, path

from accounts import enrolment_views, second_factor_views

app_name = "staff"
urlpatterns: list[URLPattern] = [
    path("sign-in/", second_factor_views.sign_in, name="sign-in"),
    path("code/", second_factor_views.code, name="code"),
    path("second-factor/", enrolment_views.factor, name="factor"),
    path("second-factor/new/", enrolment_views.enrol, name="enrol"),
    path("second-factor/recovery-codes/", enrolment_views.recovery_codes, name="recovery-codes"),
    path("second-factor/recovery-codes.txt", enrolment_views.recovery_codes_file, name="recovery-codes-file"),
]
