"""What a letter on a result says, drafted from the record; a person reads it before it goes out."""

from awards.models import Letter, Nomination
from vietnamese.dates import long_date

Kind, Outcome = Letter.Kind, Nomination.Outcome
SUBJECTS = {
    Kind.RESULT: "Về kết quả khen thưởng",
    Kind.REFUSAL: "Về kết quả xem xét hồ sơ đề nghị khen thưởng",
    Kind.TRANSFER: "Về việc gửi Quyết định khen thưởng",
}


def drafted(authority, unit, kind, rows, *, number, day, body, summary="", **about):
    """Return an unsaved Letter to a unit about its decided nominations ``rows`` of one decision.

    ``number``, ``day``, ``body`` and ``summary`` are the decision's; ``about`` names the decision or the nomination.
    """
    name = unit.name_on(day)
    years = sorted({row.cluster_year.year for row in rows})
    text = {Kind.RESULT: _result, Kind.REFUSAL: _refusal, Kind.TRANSFER: _transfer}[kind]
    return Letter(
        authority=authority,
        unit=unit,
        kind=kind,
        recipient=name,
        subject=f"{SUBJECTS[kind]} năm {', '.join(map(str, years))}",
        body="\n".join(text(str(authority), name, rows, _cited(number, day, body, summary))),
        **about,
    )


def _cited(number, day, body, summary):
    about = f" {summary[:1].lower()}{summary[1:]}" if summary else ""
    return f"số {number} {long_date(day)} của {body}{about}"


def _result(authority, unit, rows, cited):
    yield f"Theo Quyết định {cited}, kết quả khen thưởng đối với {unit} như sau:"
    for number, row in enumerate(rows, 1):
        lower = f" (đề nghị {row.award.name})" if row.granted_id != row.award_id else ""
        yield f"{number}. {row.nominee_name}: {row.granted.name}{lower}."
    yield f"{authority} thông báo để {unit} biết và phối hợp tổ chức trao tặng theo quy định."


def _refusal(authority, unit, rows, cited):
    yield f"Theo văn bản {cited}, các trường hợp sau của {unit} không được khen thưởng trong đợt này:"
    for number, row in enumerate(rows, 1):
        reason = f" Lý do: {row.decision_note}" if row.decision_note else ""
        yield f"{number}. {row.nominee_name} (đề nghị {row.award_now.name}).{reason}"
    yield f"{authority} thông báo để {unit} biết."


def _transfer(authority, unit, rows, cited):
    yield f"{authority} gửi {unit} Quyết định {cited}."
    yield f"Đề nghị {unit} thông báo đến các tập thể, cá nhân có tên trong Quyết định và thực hiện theo quy định."
