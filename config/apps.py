from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    default_site = "config.admin.AdminSite"

    def ready(self):
        """The queue of the background work is nobody's reading: what it makes has pages of its own."""
        super().ready()
        admin.site.unregister(apps.get_model("django_tasks_database", "DBTaskResult"))


class InstallationConfig(AppConfig):
    """The installation as a whole: its commands (backup, restore, doctor), health, logs and maintenance."""

    name = "config"
    label = "installation"
    verbose_name = "Hệ thống"
