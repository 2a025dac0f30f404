"""What every write to scores does first: lock the table, refuse what is published or closed."""

from django.core.exceptions import ValidationError

from awards.models import ScoreSheet, ScoreTable


def lock_table(table):
    """Return the table as the database has it, locked: everything that changes scores passes through here."""
    row = ScoreTable.objects.select_for_update(of=("self",), no_key=True).get(pk=table.pk)
    row.cluster_year.refuse_if_closed()
    if row.is_published:
        raise ValidationError("Kết quả chấm điểm đã công bố nên không sửa được nữa.")
    return row


def lock_sheet(sheet):
    """Return (table, sheet) as the database has them, the table locked first."""
    table = lock_table(sheet.table)
    row = ScoreSheet.objects.select_for_update(of=("self",)).select_related("unit").get(pk=sheet.pk)
    row.table = table
    return table, row
