"""Files as people send them, and the way through the pages, for the tests of imports."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from clusters.models import ImportBatch


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
