"""What the papers of a cluster contain."""

from documents.layout import Letterhead, RotationPaper, RotationUnit, RotationYear, SignatureBlock
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
        ),
        noun=noun,
        period=f"{plan.years[0].year} - {plan.years[-1].year}",
        rule=turns.rule.described + ("" if turns.rule.pk else " Quy tắc này được giả định."),
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
