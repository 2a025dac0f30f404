"""Where a dossier stands: its line of steps, what comes next and who does it."""

from dataclasses import dataclass

from awards.models import Nomination, Proposal

Status, Outcome = Nomination.Status, Nomination.Outcome

TONES = {
    Status.DRAFT: "neutral",
    Status.SUBMITTED: "info",
    Status.RECEIVED: "info",
    Status.APPRAISED: "info",
    Status.REVIEWED: "info",
    Status.PROPOSED: "info",
    Status.DECIDED: "good",
    Status.WITHDRAWN: "muted",
}
OUTCOME_TONES = {Outcome.GRANTED: "good", Outcome.LOWERED: "good", Outcome.REFUSED: "bad"}
ORDER = (
    Status.DRAFT,
    Status.SUBMITTED,
    Status.RECEIVED,
    Status.APPRAISED,
    Status.REVIEWED,
    Status.PROPOSED,
    Status.DECIDED,
)
LABELS = ("Lập hồ sơ", "Tiếp nhận", "Thẩm định", "Xét hồ sơ", "Lập tờ trình", "Quyết định")


@dataclass(frozen=True)
class Mark:
    """One step as components/steps.html shows it."""

    label: str
    tone: str
    state_label: str
    who: str = ""
    is_current: bool = False


def is_in_draft_proposal(nomination):
    is_proposed = nomination.status == Status.PROPOSED and nomination.proposal_id
    return bool(is_proposed) and nomination.proposal.status == Proposal.Status.DRAFT


def next_step(nomination):
    """Return (what comes next, who does it); both empty where nothing does."""
    noun = nomination.cluster_year.cluster.noun
    chair = f"{noun} trưởng hoặc thường trực cơ quan"
    match nomination.status:
        case Status.DRAFT:
            return "Hoàn thiện và nộp hồ sơ.", nomination.unit_name
        case Status.SUBMITTED:
            return "Tiếp nhận hồ sơ hoặc trả lại đơn vị.", chair
        case Status.RECEIVED:
            return "Thẩm định hồ sơ rồi chuyển xét, hoặc trả lại.", chair
        case Status.APPRAISED:
            return "Cho ý kiến về hồ sơ, sau đó kết thúc xét.", "lãnh đạo cơ quan; " + chair
        case Status.REVIEWED:
            return "Đưa hồ sơ vào tờ trình.", chair
        case Status.PROPOSED if nomination.cluster_year.is_recorded:
            return "Kết quả khen thưởng chưa rõ; ghi nhận khi có quyết định.", "thường trực cơ quan"
        case Status.PROPOSED if is_in_draft_proposal(nomination):
            return "Ban hành tờ trình.", chair
        case Status.PROPOSED:
            return (
                f"Chờ quyết định của {nomination.put_to_body}, rồi ghi nhận kết quả.",
                "lãnh đạo, thường trực cơ quan",
            )
    return "", ""


def line_of(nomination):
    """Return the steps of a dossier. A withdrawn one has none, nor one of a past year: of that the
    source says no more than that it was proposed."""
    if nomination.status == Status.WITHDRAWN or nomination.cluster_year.is_recorded:
        return []
    _, who = next_step(nomination)
    # The step under way is the one that ends the present status; in a draft tờ trình nothing is put to anybody.
    here = min(ORDER.index(nomination.status), len(LABELS))
    if is_in_draft_proposal(nomination):
        here -= 1
    marks = []
    for place, label in enumerate(LABELS):
        if place < here:
            marks.append(Mark(label, "good", "Đã xong"))
        elif place > here:
            marks.append(Mark(label, "neutral", "Chưa đến"))
        else:
            marks.append(Mark(label, "info", "Đang chờ", who[:1].upper() + who[1:], is_current=True))
    return marks
