from django.db import migrations

from vietnamese.containing import index_containing


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0005_to_the_decision"),
        ("clusters", "0006_measured_indexes"),
    ]

    operations = [index_containing("awards_nomination")]
