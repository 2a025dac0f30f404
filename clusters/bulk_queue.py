"""Bundles in the queue of the background work."""

from django_tasks import task
from django_tasks_db.models import DBTaskResult

CHUNK = 8  # papers of one task: so long a worker that is asked to leave goes on


@task()
def make_papers(job_id):
    """Make some papers of a bundle."""
    from clusters.bulk_work import work_on

    work_on(job_id, CHUNK)


def queue(job_id, papers):
    """Ask for as many tasks as the papers need; within a transaction they wait for its end."""
    for _ in range(-(-papers // CHUNK)):
        make_papers.enqueue(job_id)


def is_queued(job_id):
    """Return whether a task of the bundle waits for a worker."""
    waiting = DBTaskResult.objects.filter(status="READY", task_path=make_papers.module_path)
    return waiting.filter(args_kwargs__args__0=job_id).exists()
