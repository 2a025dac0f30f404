import logging

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.db import DatabaseError

logger = logging.getLogger(__name__)


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

    def ready(self):
        from django.contrib.auth.signals import user_login_failed
        from django_tasks.signals import task_finished, task_started

        from clusters.rounds import round_begins, worker_left
        from config import numbers, reports

        user_login_failed.connect(numbers.count_failure, dispatch_uid="count_failure")
        reports.start(settings.SENTRY_DSN, settings.VERSION)
        round_begins.connect(note_round, dispatch_uid="note_round")
        worker_left.connect(note_leaving, dispatch_uid="note_leaving")
        for signal in (task_started, task_finished):
            signal.connect(note_task, dispatch_uid="note_task")
        task_started.connect(name_task, dispatch_uid="name_task")


def note_round(sender, worker_id, **kwargs):
    """The worker lives; during maintenance it begins nothing."""
    from clusters.rounds import REST
    from config import beats, maintenance

    beats.beat(worker_id)
    return REST if maintenance.current() else None


def note_task(sender, **kwargs):
    """A task is not to fail because of what stands around it."""
    from config import beats

    try:
        beats.beat_again()
    except DatabaseError:
        logger.warning("the database did not answer between two tasks")


def name_task(sender, task_result, **kwargs):
    """What a task writes into the log stands under the task's own id."""
    from config import logs

    logs.begin(f"task-{task_result.id}")


def note_leaving(sender, worker_id, **kwargs):
    from config import beats

    beats.leave(worker_id)
