"""Reading the chains again from their first event to their last: what was changed, removed, swapped or never linked."""

from dataclasses import dataclass

from audit.chain import COLUMNS, INSTALLATION, digest_of
from audit.models import ChainHead, Event, Link

CHUNK = 2000
KEPT_DIFFERS = (
    "Mã của sự kiện này khác mã trong tệp số cuối đã lưu: nhật ký đến số này đã bị ghi lại hoặc cắt bớt."
)
OF_EVENT = tuple(f"event__{name}" for name in COLUMNS)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which chain, at which number, with which event (0: none), in words."""

    chain: int
    number: int
    event_id: int
    says: str


def chains(chain=None):
    """Return the numbers of all chains, of those that have lost their head too; or the one asked for."""
    if chain is not None:
        return [chain]
    return sorted({*Link.objects.values_list("chain", flat=True).distinct().order_by(), *heads()})


def heads():
    """Return ``{chain: (number, digest)}`` as the installation has it at this moment."""
    return {head.chain: (head.number, head.digest) for head in ChainHead.objects.all()}


def verify(chain=None, kept=None):
    """Yield every Fault of all chains or of one; in memory stands one event at a time.

    ``kept`` is what ``heads()`` returned on an earlier day and was kept elsewhere: with it even a history that was
    written anew from some event on, digests and heads included, is found. People may go on working meanwhile.
    """
    kept = kept or {}
    for one in chains(chain):
        yield from _faults_of(one, kept.get(one))
    for one in sorted(kept.keys() - set(chains())):
        if chain in (None, one):
            yield Fault(
                one,
                kept[one][0],
                0,
                "Chuỗi này có trong tệp số cuối đã lưu nhưng không còn trong cơ sở dữ liệu.",
            )
    yield from _unlinked(chain)


def _faults_of(chain, kept):
    begun = heads().get(chain, (0, ""))
    expected = {begun[0]: begun[1]}
    number, digest, found = 0, "", {}
    for row in _rows(chain):
        for says in _faults_at(chain, row, number, digest):
            yield Fault(chain, row["number"], row["event__id"], says)
        number, digest = row["number"], row["digest"]
        if number in expected or (kept and number == kept[0]):
            found[number] = digest
    yield from _faults_at_the_end(chain, number, begun, found)
    if kept and found.get(kept[0], "") != kept[1]:
        yield Fault(chain, kept[0], 0, KEPT_DIFFERS)


def _rows(chain):
    links = Link.objects.filter(chain=chain).order_by("number")
    return links.values("number", "previous", "digest", *OF_EVENT).iterator(chunk_size=CHUNK)


def _faults_at(chain, row, number, digest):
    """Yield what is wrong with one link that follows ``number`` with ``digest``."""
    if row["number"] != number + 1:
        missing = (
            f"số {number + 1}"
            if row["number"] == number + 2
            else f"từ số {number + 1} đến số {row['number'] - 1}"
        )
        yield f"Thiếu sự kiện {missing}: đã bị xóa khỏi cơ sở dữ liệu."
    elif row["previous"] != digest:
        yield "Không nối với sự kiện liền trước: sự kiện liền trước đã bị thay hoặc thứ tự đã bị đổi."
    event = {name: row[f"event__{name}"] for name in COLUMNS}
    if digest_of(event, chain, row["number"], row["previous"]) != row["digest"]:
        yield "Nội dung khác lúc ghi: sự kiện đã bị sửa trong cơ sở dữ liệu."


def _faults_at_the_end(chain, last, begun, found):
    """The head was read before the rows and is read again after them, as people go on working in between."""
    if chain not in heads():
        yield Fault(chain, last, 0, "Mất số cuối của chuỗi: không biết chuỗi có bị cắt bớt hay không.")
    elif last < begun[0]:
        gone = f"số {begun[0]}" if begun[0] == last + 1 else f"từ số {last + 1} đến số {begun[0]}"
        yield Fault(chain, begun[0], 0, f"Thiếu sự kiện ở cuối chuỗi, {gone}: đã bị xóa khỏi cơ sở dữ liệu.")
    elif heads()[chain][0] < last:
        yield Fault(chain, last, 0, "Số cuối của chuỗi đã bị lùi: chuỗi có sự kiện sau số cuối.")
    elif begun[0] and found.get(begun[0]) != begun[1]:
        yield Fault(chain, begun[0], 0, "Mã ở số cuối của chuỗi khác mã của sự kiện cuối.")


def _unlinked(chain):
    events = Event.objects.filter(link=None).order_by("pk").values_list("pk", "authority_id")
    if chain is not None:
        events = events.filter(authority=chain or None)
    for pk, authority in events.iterator(chunk_size=CHUNK):
        yield Fault(
            authority or INSTALLATION,
            0,
            pk,
            "Sự kiện không nằm trong chuỗi nào: ghi thẳng vào cơ sở dữ liệu.",
        )


@dataclass(frozen=True)
class Standing:
    """Where one event stands in its chain and whether it fits its neighbours; ``says`` is empty where it does."""

    chain: int
    number: int
    digest: str
    says: tuple[str, ...]


def standing_of(event):
    """Return the Standing of one event, or None for one that stands in no chain."""
    row = Link.objects.filter(event=event).values("chain", "number", "previous", "digest", *OF_EVENT).first()
    if row is None:
        return None
    chain, number = row["chain"], row["number"]
    around = Link.objects.filter(chain=chain, number__in=(number - 1, number + 1))
    beside = {link.number: link for link in around}
    before = beside.get(number - 1)
    says = list(_faults_at(chain, row, before.number if before else 0, before.digest if before else ""))
    if number + 1 in beside and beside[number + 1].previous != row["digest"]:
        says.append("Sự kiện liền sau không nối với sự kiện này: một trong hai đã bị thay.")
    return Standing(chain, number, row["digest"], tuple(says))
