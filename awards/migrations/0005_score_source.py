from django.db import migrations

import vietnamese.fields
from audit import guards


def take_guards_out(apps, schema_editor):
    """Published tables get a column here; the guards are put in anew after every migrate."""
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0004_nominations"),
    ]

    operations = [
        migrations.RunPython(take_guards_out, migrations.RunPython.noop),
        migrations.AddField(
            model_name="scoretable",
            name="source_note",
            field=vietnamese.fields.ProseField(
                blank=True,
                default="",
                help_text="Khi nhập lại năm đã qua hoặc nhập số liệu minh họa. Hiện trên phiếu, bảng xếp hạng và bản in.",
                verbose_name="nguồn số liệu",
            ),
            preserve_default=False,
        ),
    ]
