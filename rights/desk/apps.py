"""Names the desk as the admin's site."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "rights.desk.site.DeskSite"
