"""Bundles of papers: what goes in, who gets them, how the ZIP is made, what happens when a paper cannot be."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from accounts.models import Assignment, Role
from audit.models import Event
from clusters import actions, bulk, papers
from clusters.bulk_work import clean_up, rescue, work_on
from clusters.models import PaperJob
from tests import factories as make

BOOK = "ky-yeu"


@pytest.fixture
def clusters(cast):
    """Three clusters of the cast's authority, each with its year 2026."""
    return [
        make.make_year(make.make_cluster(cast.authority, cast.units, number=number), 2026).cluster
        for number in ("21", "22", "23")
    ]


def ask(cast, by=None, **fields):
    """Ask for the book of every cluster of the authority in 2026."""
    by = by or cast.secretary
    kind = papers.kind_of(BOOK)
    job = PaperJob(title=fields.pop("title", "Kỷ yếu năm 2026"), authority=cast.authority, **fields)
    return actions.bundle_papers(job, bulk.of_authority(cast.authority, 2026, kind, by), by=by)


def finish(job):
    for _ in range(20):
        work_on(job.pk, 8)
    job.refresh_from_db()
    return job


def zip_of(job):
    with job.file.open() as stored:
        return ZipFile(BytesIO(stored.read()))


def listed(archive):
    """The lines of the list that goes along: (folder, file, size, digest, remark)."""
    rows = load_workbook(BytesIO(archive.read("Mục lục.xlsx"))).active.iter_rows(values_only=True)
    return list(rows)[3:]


# --- what goes in ------------------------------------------------------------------------------------------


def test_one_kind_of_all_clusters_lies_in_a_folder_for_each(cast, clusters):
    job = finish(ask(cast))
    assert job.state == "done"
    names = sorted(name for name in zip_of(job).namelist() if name.endswith(".pdf"))
    wanted = [cast.cluster, *clusters]
    assert [name.split("/")[0] for name in names] == sorted(str(cluster) for cluster in wanted)
    assert all(zip_of(job).read(name).startswith(b"%PDF") for name in names)


def test_the_packet_of_a_year_keeps_the_order_of_the_year(cast):
    wanted = bulk.of_year(cast.year, cast.secretary)
    positions = [row.kind.position for row in wanted]
    assert positions == sorted(positions)
    job = PaperJob(title=bulk.title_of_year(cast.year), cluster_year=cast.year)
    job = finish(actions.bundle_papers(job, wanted, by=cast.secretary))
    names = [name for name in zip_of(job).namelist() if name.endswith(".pdf")]
    assert [name[:2] for name in names] == [f"{number:02}" for number in range(1, len(wanted) + 1)]


def test_word_files_go_along_where_they_are_asked_for(cast):
    job = finish(ask(cast, with_word=True))
    endings = sorted(name.rpartition(".")[2] for name in zip_of(job).namelist())
    assert endings == ["docx", "pdf", "xlsx"]


def test_the_list_names_every_file_with_its_size_and_digest(cast, clusters):
    archive = zip_of(finish(ask(cast)))
    lines = {f"{folder}/{name}": (size, digest) for folder, name, size, digest, _ in listed(archive)}
    files = {name: archive.read(name) for name in archive.namelist() if name.endswith(".pdf")}
    assert {name: size for name, (size, _) in lines.items()} == {k: len(v) for k, v in files.items()}
    assert all(len(digest) == 64 for _, digest in lines.values())


def test_who_may_not_see_a_kind_gets_none_of_it(cast):
    kind = papers.kind_of(BOOK)
    assert bulk.of_authority(cast.authority, 2026, kind, cast.secretary)
    assert bulk.of_authority(cast.authority, 2026, kind, cast.viewer) == []
    assert bulk.of_authority(cast.authority, 2026, kind, cast.outsider) == []


# --- asking ------------------------------------------------------------------------------------------------


def test_asking_is_remembered_once_with_the_number_of_papers(cast, clusters):
    job = ask(cast)
    event = Event.objects.get(verb="papers_bundled")
    assert (event.subject_id, event.changes) == (str(job.pk), [["Số văn bản", "", "4"]])
    finish(job)
    assert Event.objects.filter(subject_id=str(job.pk), verb="papers_bundled").count() == 1


def test_the_same_bundle_asked_for_twice_is_made_once(cast):
    assert ask(cast) == ask(cast)
    assert PaperJob.objects.count() == 1


def test_an_empty_bundle_and_a_fourth_at_once_are_refused(cast):
    with pytest.raises(ValidationError, match="Không có văn bản nào"):
        actions.bundle_papers(PaperJob(title="Trống", authority=cast.authority), [], by=cast.secretary)
    for number in range(3):
        ask(cast, title=f"Bộ {number}")
    with pytest.raises(ValidationError, match="Đang có 3 bộ văn bản chưa lập xong"):
        ask(cast, title="Bộ thứ tư")


# --- making ------------------------------------------------------------------------------------------------


def test_a_paper_that_cannot_be_made_is_listed_after_three_attempts_and_the_rest_is_there(
    cast, clusters, monkeypatch, sign_in
):
    job = ask(cast)
    broken = job.items.get(folder=str(clusters[1]))
    kind = papers.kind_of(BOOK)

    def build(record, stamp):
        if record.pk == broken.subject_id:
            raise ValueError("broken")
        return kind.build(record, stamp)

    monkeypatch.setitem(papers.KINDS, BOOK, replace(kind, build=build))
    finish(job)
    broken.refresh_from_db()
    assert (job.state, broken.state, broken.attempts) == ("failed", "failed", 3)
    page = sign_in(cast.secretary).get(reverse("clusters:bundle_detail", args=[job.pk])).content.decode()
    assert "Đã lập: 3 trên 4 văn bản" in page
    archive = zip_of(job)
    assert len([name for name in archive.namelist() if name.endswith(".pdf")]) == 3
    remarks = [line[4] for line in listed(archive) if line[4]]
    assert remarks == [broken.error]
    assert "Chưa lập được văn bản này" in broken.error


def test_a_record_that_is_gone_fails_at_once_with_its_sentence(cast, clusters):
    job = ask(cast)
    job.items.filter(position=1).update(subject_id=10**9)
    finish(job)
    item = job.items.get(position=1)
    assert (item.state, item.attempts, item.error) == ("failed", 1, bulk.GONE)


def test_rights_that_end_before_the_paper_is_made_end_the_paper(cast):
    job = ask(cast, by=cast.leader)
    Assignment.objects.filter(user=cast.leader).delete()
    finish(job)
    assert (job.state, job.items.get().error, bool(job.file)) == ("failed", bulk.NO_RIGHT, False)


def test_an_item_whose_worker_vanished_is_free_after_the_lease_and_not_before(cast, frozen_day):
    job = ask(cast)
    held = actions.take_item(job.pk, "dead", by=None)
    work_on(job.pk, 8)
    job.refresh_from_db()
    assert job.state == "running"
    frozen_day.shift(timedelta(minutes=3, seconds=1))
    finish(job)
    item = job.items.get()
    assert (job.state, item.attempts, item.state) == ("done", 2, "done")
    held.file = ""
    assert actions.keep_item(held, by=None) is False


def test_a_paper_over_which_three_workers_died_is_given_up(cast, frozen_day):
    job = ask(cast)
    for number in range(3):
        assert actions.take_item(job.pk, f"dead {number}", by=None)
        frozen_day.shift(timedelta(minutes=4))
    finish(job)
    assert (job.state, job.items.get().state) == ("failed", "failed")


def test_a_bundle_is_bound_by_one_worker_and_by_another_when_that_one_died(cast, frozen_day):
    job = ask(cast)
    item = actions.take_item(job.pk, "one", by=None)
    item.file, item.file_name = default_storage.save("bundles/job-0/a.pdf", BytesIO(b"%PDF")), "a.pdf"
    actions.keep_item(item, by=None)
    first = actions.take_binding(job.pk, "one", by=None)
    assert actions.take_binding(job.pk, "two", by=None) is None
    frozen_day.shift(timedelta(minutes=3, seconds=1))
    second = actions.take_binding(job.pk, "two", by=None)
    assert actions.keep_bundle(first, "bundles/x.zip", 1, by=None) is False
    assert actions.keep_bundle(second, "bundles/y.zip", 1, by=None) is True
    job.refresh_from_db()
    assert job.file.name == "bundles/y.zip"


def test_a_bundle_that_nobody_is_told_to_make_is_queued_again_once(cast):
    job = ask(cast)
    DBTaskResult.objects.all().delete()
    rescue()
    rescue()
    assert DBTaskResult.objects.filter(status="READY").count() == 1
    assert job.state == "waiting"


def test_nothing_is_left_beside_the_zip(cast, clusters):
    job = finish(ask(cast))
    assert not default_storage.exists(bulk.folder_of(job.pk))
    assert default_storage.exists(job.file.name)


def test_a_stopped_bundle_makes_nothing_more(cast, django_capture_on_commit_callbacks):
    job = ask(cast)
    held = actions.take_item(job.pk, "one", by=None)
    with django_capture_on_commit_callbacks(execute=True):
        actions.stop_bundle(job, by=cast.secretary)
    assert actions.keep_item(held, by=None) is False
    finish(job)
    assert (job.state, bool(job.file)) == ("cancelled", False)


def test_a_bundle_is_kept_for_thirty_days(cast, frozen_day, django_capture_on_commit_callbacks):
    job = finish(ask(cast))
    stored = job.file.name
    frozen_day.shift(timedelta(days=29, hours=23))
    clean_up()
    assert PaperJob.objects.filter(pk=job.pk).exists()
    frozen_day.shift(timedelta(hours=2))
    with django_capture_on_commit_callbacks(execute=True):
        clean_up()
    assert not PaperJob.objects.filter(pk=job.pk).exists()
    assert not default_storage.exists(stored)


# --- the pages ---------------------------------------------------------------------------------------------


def test_a_bundle_is_asked_for_followed_and_taken_home(cast, clusters, sign_in):
    client = sign_in(cast.secretary)
    url = reverse("clusters:authority_bundle_add", args=[cast.authority.pk])
    answer = client.post(url, {"year": 2026, "kind": BOOK})
    job = PaperJob.objects.get()
    page = reverse("clusters:bundle_detail", args=[job.pk])
    assert (answer.status_code, answer.url) == (302, page)
    assert "0 trên 4 văn bản" in client.get(page).content.decode()
    assert client.get(reverse("clusters:bundle_download", args=[job.pk])).status_code == 404
    finish(job)
    assert "Tải tệp ZIP" in client.get(page).content.decode()
    assert job.title in client.get(reverse("clusters:bundle_list")).content.decode()
    answer = client.get(reverse("clusters:bundle_download", args=[job.pk]))
    assert answer["Content-Type"] == "application/zip"
    assert ZipFile(BytesIO(b"".join(answer.streaming_content))).testzip() is None


def test_the_packet_of_a_year_is_asked_for_on_its_own_page(cast, sign_in):
    client = sign_in(cast.secretary)
    url = reverse("clusters:year_bundle_add", args=[cast.year.pk])
    wanted = bulk.of_year(cast.year, cast.secretary)
    assert f"Trong bộ có {len(wanted)} văn bản" in client.get(url).content.decode()
    client.post(url, {"with_word": "on"})
    job = PaperJob.objects.get()
    assert (job.cluster_year, job.with_word, job.items.count()) == (cast.year, True, len(wanted))


def test_a_page_says_when_no_worker_takes_the_bundle(cast, sign_in, frozen_day):
    job = ask(cast)
    page = reverse("clusters:bundle_detail", args=[job.pk])
    client = sign_in(cast.secretary)
    assert "Chưa bắt đầu lập" not in client.get(page).content.decode()
    frozen_day.shift(timedelta(minutes=2))
    assert "Chưa bắt đầu lập" in client.get(page).content.decode()


def test_a_bundle_is_its_owners_and_only_as_long_as_the_rights_hold(cast, sign_in):
    job = finish(ask(cast, by=cast.leader))
    pages = [reverse(f"clusters:bundle_{name}", args=[job.pk]) for name in ("detail", "download")]
    assert [sign_in(cast.secretary).get(page).status_code for page in pages] == [404, 404]
    client = sign_in(cast.leader)
    assert client.get(pages[0]).status_code == 200
    assert b"".join(client.get(pages[1]).streaming_content).startswith(b"PK")
    Assignment.objects.filter(user=cast.leader).update(role=Role.VIEWER)
    assert [client.get(page).status_code for page in pages] == [403, 403]
    Assignment.objects.filter(user=cast.leader).update(starts_on="2026-03-01", ends_on="2026-03-01")
    make.assign(cast.leader, make.Role.SECRETARIAT, cast.other_authority)
    assert [client.get(page).status_code for page in pages] == [404, 404]


def test_a_bundle_is_stopped_with_its_button(cast, sign_in):
    job = ask(cast)
    sign_in(cast.secretary).post(reverse("clusters:bundle_stop", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "cancelled"
    page = sign_in(cast.secretary).get(reverse("clusters:bundle_detail", args=[job.pk]))
    assert "Bộ này đã dừng theo yêu cầu" in page.content.decode()


def test_the_pages_cost_the_same_for_one_paper_and_for_many(cast, clusters, sign_in):
    kind = papers.kind_of(BOOK)
    wanted = bulk.of_authority(cast.authority, 2026, kind, cast.secretary)
    client, costs = sign_in(cast.secretary), []
    for rows in (wanted[:1], wanted):
        job = PaperJob(title=f"Bộ {len(rows)}", authority=cast.authority)
        job = actions.bundle_papers(job, rows, by=cast.secretary)
        pages = [reverse("clusters:bundle_list"), reverse("clusters:bundle_detail", args=[job.pk])]
        for page in pages:
            client.get(page)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for page in pages:
                assert client.get(page).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
