from django.db import migrations

from vietnamese.containing import sample_more


class Migration(migrations.Migration):
    dependencies = [("awards", "0006_measured_indexes")]
    operations = [sample_more("awards_nomination")]
