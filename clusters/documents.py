"""What the papers of a cluster contain."""

from datetime import timedelta

from clusters.models import HandoverItem
from documents.layout import (
    Letterhead,
    RotationPaper,
    RotationUnit,
    RotationYear,
    SignatureBlock,
    number_text,
)
from documents.papers import HandoverPaper, HandoverParty, HandoverRow, MinutesHead
from vietnamese.dates import long_date
from vietnamese.listing import join_names

# --- the rotation ---------------------------------------------------------------------------------------


def rotation_filename(turns, plan):
    first, last = plan.years[0].year, plan.years[-1].year
    return f"Dự kiến luân phiên {turns.cluster} {first}-{last}.pdf"


def rotation_paper(turns, plan):
    """Return the RotationPaper of a plan, to be signed by the chair by hand."""
    cluster, noun = turns.cluster, turns.cluster.noun
    authority = cluster.authority
    return RotationPaper(
        letterhead=Letterhead(
            superior=authority.name,
            issuer=str(cluster),
            place=authority.place_name,
            year=turns.today.year,
            profile=authority.header_profile,
        ),
        noun=noun,
        period=f"{plan.years[0].year} - {plan.years[-1].year}",
        rule=turns.rule.described + ("" if turns.rule.pk else " Đây là quy tắc giả định."),
        years=tuple(_rotation_year(row, turns) for row in plan.years),
        units=tuple(_rotation_unit(row, turns.next_turn(row)) for row in plan.standing),
        known=turns.known,
        signature=SignatureBlock(authority=f"TM. {cluster}", post=f"{noun.capitalize()} trưởng"),
        changes=plan.changes,
        is_draft=True,
        is_sample=authority.is_sample,
    )


def _rotation_year(row, turns):
    chair, noun = row.chair, turns.cluster.noun
    is_past = row.is_planned and row.year < turns.today.year
    remarks = [f"Năm đã qua, chưa ghi nhận {noun} trưởng; đơn vị nêu theo quy tắc."] if is_past else []
    remarks += ["Lặp lại."] if chair and chair.is_repeat else []
    if chair and chair.inherited_from:
        remarks.append(f"Lượt của đơn vị tiền thân: {join_names(chair.inherited_from)}.")
    return RotationYear(
        str(row.year),
        chair.name if chair else "",
        tuple(pick.name for pick in row.vice_chairs),
        chair.reason if chair else f"Chưa xác định được {noun} trưởng.",
        (*remarks, *row.notes),
    )


def _rotation_unit(standing, next_year):
    return RotationUnit(
        standing.name,
        _served(standing) or "Chưa lần nào",
        str(standing.times),
        f"năm {next_year}" if next_year else "–",
    )


def _served(standing):
    """Return "năm 2022, năm 2024 (Hội A)", the name where it is another one than today's."""
    return ", ".join(
        f"năm {turn.year}" + ("" if turn.name == standing.name else f" ({turn.name})")
        for turn in standing.served
    )


# --- the handover ---------------------------------------------------------------------------------------

GROUPS = [
    ("Hồ sơ, văn bản", HandoverItem.Kind.FILE),
    ("Sổ sách, danh sách", HandoverItem.Kind.REGISTER),
    ("Việc đang làm, chuyển tiếp", HandoverItem.Kind.TASK),
    ("Hiện vật, nội dung bàn giao khác", HandoverItem.Kind.OTHER),
]


def handover_filename(handover):
    year = handover.cluster_year
    return f"Biên bản bàn giao năm {year.year} - {year.cluster}.pdf"


def handover_paper(handover, stamp=None):
    """Return the HandoverPaper; a draft as long as an item of the list is not checked."""
    year, cluster = handover.cluster_year, handover.cluster_year.cluster
    profile = cluster.authority.header_profile
    items = list(handover.items.all())
    groups = [(heading, _rows(items, kind)) for heading, kind in GROUPS]
    return HandoverPaper(
        letterhead=MinutesHead(
            superior=cluster.authority.name,
            issuer=str(cluster),
            number=stamp.number_text if stamp else number_text(profile, None, "BB", cluster.symbol),
            profile=profile,
        ),
        subject=f"Hồ sơ, nhiệm vụ {cluster.noun} trưởng năm {year.year}",
        opening=f"Hôm nay, {long_date(handover.held_on)}, tại {handover.venue or '…' * 14}, hai bên gồm:",
        parties=(_party(handover, "outgoing"), _party(handover, "incoming")),
        groups=tuple((heading, rows) for heading, rows in groups if rows),
        outgoing=_side(handover, "outgoing"),
        incoming=_side(handover, "incoming"),
        other=tuple(line for line in handover.note.splitlines() if line.strip()),
        closing=_closing(handover),
        is_draft=any(item.state == HandoverItem.State.OPEN for item in items),
        is_sample=cluster.authority.is_sample,
        stamp=stamp,
    )


def _rows(items, kind):
    found = [item for item in items if item.kind == kind]
    return tuple(HandoverRow(item.text, item.get_state_display(), item.note) for item in found)


def _party(handover, side):
    year, noun = handover.cluster_year, handover.cluster_year.cluster.noun
    return HandoverParty(
        label="Bên giao" if side == "outgoing" else "Bên nhận",
        body=getattr(handover, f"{side}_name"),
        office=f"{noun} trưởng năm {year.year}" if side == "outgoing" else f"{noun} trưởng kế nhiệm",
        name=getattr(handover, f"{side}_signatory"),
        post=getattr(handover, f"{side}_post"),
    )


def _side(handover, side):
    signed_on = getattr(handover, f"{side}_signed_on")
    return SignatureBlock(
        unit=getattr(handover, f"{side}_name"),
        post=getattr(handover, f"{side}_post"),
        name=getattr(handover, f"{side}_signatory"),
        is_signed=signed_on is not None,
        signed_on=signed_on,
    )


def _closing(handover):
    cluster, first = handover.cluster_year.cluster, handover.takes_over_on
    last = first - timedelta(days=1)
    return (
        f"Bên giao giữ vai trò {cluster.noun} trưởng đến hết {long_date(last)}; từ {long_date(first)}, "
        f"bên nhận giữ vai trò {cluster.noun} trưởng và tiếp tục thực hiện các việc chuyển tiếp nêu trên.",
        f"Biên bản được lập thành 03 bản có giá trị như nhau, mỗi bên giữ 01 bản, gửi {cluster.authority.name} 01 bản.",
    )
