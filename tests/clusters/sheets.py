"""Files as people send them, and the way through the pages, for the tests of imports."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from clusters import actions
from clusters.imports.checking import check_some
from clusters.imports.files import Received
from clusters.models import ImportBatch, ImportLine


def workbook(rows, name="danh-sach.xlsx", title="Sheet1", hidden=()):
    book = Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    for number in hidden:
        page.row_dimensions[number].hidden = True
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile(name, content.getvalue())


def page(name, record, **query):
    url = reverse(f"clusters:{name}", args=[record.pk])
    return url + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def upload(client, kind, authority, file):
    response = client.post(
        reverse("clusters:import_add"), {"kind": kind, "authority": authority.pk, "file": file}
    )
    assert response.status_code == 302, response.context["form"].errors
    return ImportBatch.objects.get(pk=response.url.split("/")[-3])


def map_columns(client, batch, **more):
    """Send the mapping as the page proposes it, with ``more``: other choices, by field."""
    form = client.get(page("import_map", batch)).context["form"]
    chosen = {name: form[name].value() for name in form.fields if name != "take_hidden"}
    data = {name: "" if value is None else value for name, value in (chosen | more).items()}
    response = client.post(page("import_map", batch), data)
    assert response.status_code == 302, response.context["form"].errors


def check(client, batch):
    for _ in range(20):
        batch.refresh_from_db()
        if batch.status != "checking":
            return batch
        assert client.post(page("import_check", batch)).status_code == 302
    raise AssertionError("the check does not come to an end")


def bring(client, kind, authority, file, **more):
    """Upload, map and check a file; return the batch."""
    batch = upload(client, kind, authority, file)
    map_columns(client, batch, **more)
    return check(client, batch)


def results(batch):
    return {line.number: line.state for line in batch.own_lines()}


def line(batch, number):
    return batch.own_lines().get(number=number)


def problems(batch):
    return [" ".join(problem[:4]) for row in batch.own_lines() for problem in row.problems]


def preview(client, batch, **query):
    return client.get(page("import_detail", batch, **query)).content.decode()


def apply(client, batch):
    response = client.post(page("import_apply", batch), follow=True)
    batch.refresh_from_db()
    return response.content.decode()


def undo(client, batch):
    response = client.post(page("import_undo", batch), {"reason": "Nhập nhầm tệp"}, follow=True)
    batch.refresh_from_db()
    return response.content.decode()


def make_batch(authority, by, *names):
    """A checked file of new units, made without the pages."""
    sheet = {"name": "Trang 1", "headings": ["Tên đơn vị"], "rows": len(names), "hidden": 0}
    lines = [ImportLine(sheet="Trang 1", number=n, cells=[name]) for n, name in enumerate(names, 2)]
    received = Received("don-vi.xlsx", f"{authority.pk:064}", [sheet], lines, [])
    batch = actions.receive_import(ImportBatch(kind="units", authority=authority), received, by=by)
    actions.map_import(batch, "Trang 1", {"name": 0}, {}, by=by)
    actions.keep_checks(batch, check_some(batch), by=by)
    return batch
