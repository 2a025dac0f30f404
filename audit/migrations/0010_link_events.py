"""Events written before there were chains are linked in the order in which they were written."""

from itertools import islice

from django.db import migrations

from audit.chain import COLUMNS, digest_of

BATCH = 1000


def link_events(apps, schema_editor):
    Event, Link, ChainHead = (apps.get_model("audit", name) for name in ("Event", "Link", "ChainHead"))
    years = apps.get_model("clusters", "ClusterYear").objects
    authority_of = dict(years.values_list("pk", "cluster__authority_id"))
    heads = {head.chain: head for head in ChainHead.objects.all()}

    def links():
        unlinked = Event.objects.filter(link=None).order_by("pk").values(*COLUMNS)
        for event in unlinked.iterator(chunk_size=BATCH):
            chain = event["authority_id"] or authority_of.get(event["cluster_year_id"], 0)
            head = heads.setdefault(chain, ChainHead(chain=chain))
            head.number, previous = head.number + 1, head.digest
            head.digest = digest_of(event, chain, head.number, previous)
            yield Link(
                event_id=event["id"], chain=chain, number=head.number, previous=previous, digest=head.digest
            )

    made = links()
    while batch := list(islice(made, BATCH)):
        Link.objects.bulk_create(batch)
    for head in heads.values():
        head.save()


class Migration(migrations.Migration):
    dependencies = [("audit", "0009_chain")]
    operations = [migrations.RunPython(link_events, migrations.RunPython.noop)]
