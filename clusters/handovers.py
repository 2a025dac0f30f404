"""What a handover carries: each app says what of a year has to be given, and passes on what is still open."""

from clusters.models import ClusterYear, HandoverItem, OfficeTerm, ProposedTerm

Kind = HandoverItem.Kind
CHECKLIST = []
PASSING = []


def checklist(function):
    """Register ``(cluster_year) → [(HandoverItem.Kind, text), …]`` of what has to be given."""
    CHECKLIST.append(function)
    return function


def passing(function):
    """Register ``(handover, next_year) → [[what, before, after], …]`` that hands open work to the next year,
    within the action's transaction."""
    PASSING.append(function)
    return function


def items_of(cluster_year):
    return [item for give in CHECKLIST for item in give(cluster_year)]


@checklist
def books_of_the_cluster(year):
    """What every year leaves behind, with the numbers and names that are on record."""
    noun = year.cluster.noun
    plan = getattr(year, "plan", None)
    items = [
        (Kind.FILE, f"Quy chế, quy định hoạt động của {noun} và các văn bản làm căn cứ"),
        (Kind.FILE, f"{plan} và hồ sơ kèm theo" if plan else f"Kế hoạch năm {year.year} và hồ sơ kèm theo"),
        (Kind.REGISTER, f"Danh sách đơn vị thành viên ({year.members_on(year.as_of()).count()} đơn vị)"),
        (Kind.REGISTER, f"Sổ đăng ký văn bản đi, đến của {noun}"),
        (Kind.REGISTER, f"Danh sách trưởng, phó của {noun} qua các năm"),
    ]
    return [*items, (Kind.OTHER, f"Con dấu, cờ luân lưu, hiện vật của {noun} (nếu có)")]


def next_holder(cluster_year):
    """Return (next ClusterYear, the unit that is to chair it), or (None, None) while nobody is settled."""
    later = ClusterYear.objects.filter(cluster=cluster_year.cluster_id, year__gt=cluster_year.year)
    for year in later.order_by("year"):
        term = year.office_terms.chairs().order_by("starts_on").select_related("unit").first()
        row = (
            term
            or year.proposed_terms.filter(office=OfficeTerm.Office.CHAIR, status=ProposedTerm.Status.AWAITING)
            .select_related("unit")
            .first()
        )
        if row:
            return year, row.unit
    return None, None


def last_chair(cluster_year):
    """Return the unit that chairs the year now or chaired it last, or None."""
    term = cluster_year.office_terms.chairs().order_by("-starts_on").select_related("unit").first()
    return term and term.unit
