"""The staff site: django-unfold's, with our own registrations only (Oscar's 59 models stay out)."""

from unfold.sites import UnfoldAdminSite


class StaffSite(UnfoldAdminSite):
    site_header = "Portero"
    site_title = "Portero staff"
    index_title = "Today"


site = StaffSite(name="admin")
