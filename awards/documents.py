"""What the printed tờ trình contains."""

from django.utils import timezone

from awards.models import AwardForm, Proposal
from clusters.models import OfficeTerm
from documents.layout import AwardGroup, Letterhead, Nominee, ProposalPaper, SignatureBlock, number_text
from pledges.models import Signature

Subject, Authority = AwardForm.Subject, Signature.Authority
DELEGATED = (Authority.KT, Authority.TL, Authority.TUQ)


def proposed_signature(year, today=None):
    """Return what a new tờ trình starts with: the chair of the day signs, at the authority's place."""
    today = today or timezone.localdate()
    chairs = year.office_terms.chairs().select_related("unit", "person")
    term = chairs.on_day(today).first() or chairs.order_by("-starts_on").first()
    cluster = year.cluster
    start = {
        "summary": f"Về việc đề nghị khen thưởng năm {year.year}",
        "body": f"Căn cứ kết quả bình xét thi đua năm {year.year}, {cluster} kính đề nghị xem xét, khen thưởng các tập "
        "thể, cá nhân có thành tích trong phong trào thi đua, cụ thể như sau:",
        "town": cluster.authority.place_name,
        "authority": Authority.TM,
    }
    if term:
        start |= {
            "signer_unit": term.unit_id,
            "signatory": term.person.full_name if term.person else "",
            "post": term.unit.head_post,
        }
    return start


def proposal_filename(proposal):
    number = proposal.number.replace("/", "-") or "dự thảo"
    return f"Tờ trình {number} - {proposal.cluster_year.cluster} năm {proposal.cluster_year.year}.pdf"


def proposal_paper(proposal):
    """Return the ProposalPaper of a draft or an issued tờ trình."""
    year = proposal.cluster_year
    cluster = year.cluster
    profile = cluster.authority.header_profile
    return ProposalPaper(
        letterhead=Letterhead(
            superior=cluster.authority.name,
            issuer=str(cluster),
            number=proposal.number or number_text(profile, None, "TTr", cluster.symbol),
            place=proposal.town,
            day=proposal.dated_on,
            profile=profile,
        ),
        subject=proposal.summary,
        addressees=(proposal.put_to,),
        opening=tuple(line for line in proposal.body.splitlines() if line.strip()),
        groups=_groups(proposal),
        closing=(f"Kính trình {proposal.put_to} xem xét, quyết định",),
        recipients=(f"Các đơn vị trong {cluster.noun}",),
        signature=_signature(proposal),
        is_draft=proposal.status == Proposal.Status.DRAFT,
        is_sample=cluster.authority.is_sample,
    )


def _groups(proposal):
    rows = proposal.nominations.select_related("award", "lowered_to", "unit", "person").order_by(
        "award__position", "unit__sort_key", "pk"
    )
    day = proposal.names_on()
    groups = {}
    for row in rows:
        groups.setdefault(row.award_now.name, {}).setdefault(row.nominee_kind, []).append(_nominee(row, day))
    return tuple(
        AwardGroup(
            award,
            collectives=tuple(kinds.get(Subject.COLLECTIVE, ())),
            individuals=tuple(kinds.get(Subject.INDIVIDUAL, ())),
            households=tuple(kinds.get(Subject.HOUSEHOLD, ())),
        )
        for award, kinds in groups.items()
    )


def _nominee(row, day):
    """A unit stands by its name alone; whoever belongs to it is followed by post and unit."""
    unit = row.unit.name_on(day)
    name = row.named_nominee or unit
    position = row.nominee_post or ("" if name == unit else unit)
    return Nominee(name, position, row.achievement)


def _signature(proposal):
    """The chair signs for the cluster; the post in the signer's own unit stands over the name (ô 7b)."""
    year, unit = proposal.cluster_year, proposal.signer_unit
    noun = year.cluster.noun.capitalize()
    day = proposal.dated_on or timezone.localdate()
    offices = year.offices_held_by([unit.pk], day) if unit else []
    office = f"{noun} trưởng" if OfficeTerm.Office.CHAIR in offices else f"{noun} phó" if offices else ""
    own_post = f"{proposal.post} {proposal.signer_name}" if unit and proposal.post else ""
    if proposal.authority in DELEGATED:
        return SignatureBlock(
            authority=f"{proposal.authority} {noun} trưởng",
            post=office if office != f"{noun} trưởng" else "",
            own_post=own_post,
            name=proposal.signatory,
        )
    return SignatureBlock(
        authority=f"TM. {year.cluster}" if proposal.authority == Authority.TM else "",
        post=office,
        own_post=own_post,
        name=proposal.signatory,
    )
