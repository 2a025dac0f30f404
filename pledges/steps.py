"""What pledges and conferences say of a year's line of steps, and what a person has to do about them."""

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from accounts.addresses import reverse
from accounts.models import OF_UNIT, Role
from clusters import steps, todo
from clusters.models import ClusterYear, OfficeTerm
from clusters.steps import AHEAD, DONE, LATE, NOW, UNKNOWN, Step, absent
from pledges.models import Ceremony, Comment, FollowUp, Pledge, Signature
from pledges.workspace import PASSED_ON
from pledges.year_rows import ceremonies_of, pledges_of
from vietnamese.dates import short_date

Status = Pledge.Status


@steps.provider
def pledge_and_conferences(cluster_years, today):
    pledges, ceremonies = pledges_of(cluster_years), ceremonies_of(cluster_years)
    lines = {}
    for year in cluster_years:
        texts = [pledge for pledge in pledges[year.pk] if pledge.is_current]
        held = sorted(ceremonies[year.pk], key=lambda row: row.pk)
        signings = [row for row in held if row.signing_year_id == year.pk]
        wrap_ups = [row for row in held if row.cluster_year_id == year.pk and row.kind in ("wrap_up", "both")]
        lines[year.pk] = [
            _text(year, texts, today),
            _signing(year, texts, signings, today),
            _wrap_up(year, wrap_ups, today),
        ]
    return lines


def _text(year, pledges, today):
    chair = f"{year.cluster.noun.capitalize()} trưởng"
    if not pledges:
        url = reverse("pledges:pledge_add", args=[year.pk])
        return Step("pledge", "Giao ước", 30, absent(year), who="" if year.is_recorded else chair, url=url)
    url = _pledges_url(year, pledges)
    open_ones = [pledge for pledge in pledges if pledge.is_open]
    if not open_ones:
        return Step("pledge", "Giao ước", 30, DONE, "Nội dung đã thống nhất.", url=url)
    commenting = [pledge for pledge in open_ones if pledge.status == Status.COMMENTING]
    if commenting:
        due = min(pledge.comments_due_on for pledge in commenting)
        late = due < today
        return Step(
            "pledge",
            "Giao ước",
            30,
            LATE if late else NOW,
            f"Đang lấy ý kiến, hạn {short_date(due)}.",
            chair if late else "Các đơn vị thành viên",
            due,
            url,
        )
    return Step("pledge", "Giao ước", 30, NOW, "Đang dự thảo.", chair, url=url)


def _pledges_url(year, pledges):
    if len(pledges) == 1:
        return reverse("pledges:pledge_detail", args=[pledges[0].pk])
    return reverse("pledges:pledge_list") + f"?nam={year.year}&cum={year.cluster_id}"


def _signing(year, pledges, ceremonies, today):
    ceremony = ceremonies[-1] if ceremonies else None
    url = (
        reverse("pledges:ceremony_detail", args=[ceremony.pk])
        if ceremony
        else reverse("pledges:ceremony_add", args=[year.pk])
    )
    if pledges and all(pledge.status == Status.SIGNED for pledge in pledges):
        signed = sum(pledge.signed for pledge in pledges)
        return Step(
            "sign",
            "Ký kết",
            40,
            DONE,
            f"{signed} chữ ký đã ghi nhận.",
            url=url if ceremony else _pledges_url(year, pledges),
        )
    chair = f"{year.cluster.noun.capitalize()} trưởng"
    agreed = [pledge for pledge in pledges if pledge.status == Status.AGREED]
    if agreed:
        missing = sum(pledge.parties - pledge.signed for pledge in agreed)
        detail = f"Còn {missing} chữ ký." if missing else "Đã đủ chữ ký, chờ xác nhận."
        return Step("sign", "Ký kết", 40, NOW, detail, chair, url=url)
    if year.is_recorded:
        return Step("sign", "Ký kết", 40, UNKNOWN, url=url)
    if ceremony and ceremony.starts_on:
        late = (ceremony.ends_on or ceremony.starts_on) < today
        return Step(
            "sign",
            "Ký kết",
            40,
            LATE if late else AHEAD,
            f"Hội nghị ngày {short_date(ceremony.starts_on)}.",
            chair,
            ceremony.starts_on,
            url,
        )
    return Step("sign", "Ký kết", 40, AHEAD, who=chair, url=url)


def _wrap_up(year, ceremonies, today):
    if not ceremonies:
        url = reverse("pledges:ceremony_add", args=[year.pk])
        return Step("wrap_up", "Tổng kết", 90, absent(year), url=url)
    ceremony = ceremonies[-1]
    url = reverse("pledges:ceremony_detail", args=[ceremony.pk])
    if ceremony.starts_on is None:
        return Step("wrap_up", "Tổng kết", 90, absent(year), "Chưa rõ ngày.", url=url)
    over = (ceremony.ends_on or ceremony.starts_on) < today
    detail = f"Hội nghị ngày {short_date(ceremony.starts_on)}."
    return Step(
        "wrap_up",
        "Tổng kết",
        90,
        DONE if over else AHEAD,
        detail,
        deadline=None if over else ceremony.starts_on,
        url=url,
    )


def _current(*when, **fields):
    return Exists(Pledge.objects.current().filter(*when, cluster_year=OuterRef("pk"), **fields))


@steps.signed_when
def all_pledges_are_signed(today):
    """As ``_signing`` says “done”."""
    return Q(_current()) & ~Q(_current(~Q(status=Status.SIGNED)))


@steps.late_when
def comments_or_signing_are_late(today):
    """As ``_text`` and ``_signing`` say “late”."""
    last = Ceremony.objects.filter(signing_year=OuterRef("pk")).order_by("-pk")
    held = Subquery(last.values(day=Coalesce("ends_on", "starts_on"))[:1])
    not_signed = ~all_pledges_are_signed(today) & ~Q(_current(status=Status.AGREED)) & Q(is_recorded=False)
    return Q(_current(status=Status.COMMENTING, comments_due_on__lt=today)) | (
        not_signed & Q(LessThan(held, today))
    )


def _follow_up_url(row):
    if row.passed_to_id:
        return reverse("clusters:year_detail", args=[row.passed_to_id]) + f"#{PASSED_ON}"
    return reverse("pledges:ceremony_detail", args=[row.ceremony_id]) + "#viec"


def _reminded(signature):
    return f" (được nhắc ngày {short_date(signature.reminded_on)})" if signature.reminded_on else ""


@todo.provider
def signings_to_confirm(user, today):
    """Years whose agreed pledges are signed in full, for who may confirm it: the chair, the secretariat."""
    reach = user.reach(today)
    offices = [place for place, roles in reach.authorities.items() if Role.SECRETARIAT in roles]
    units = reach.unit_ids(*OF_UNIT)
    if not offices and not units:
        return []
    confirms = Q(cluster__authority__in=offices)
    if units:
        chaired = OfficeTerm.objects.chairs().on_day(today).filter(unit__in=units)
        confirms |= Q(pk__in=chaired.values("cluster_year"))
    places = Signature.objects.filter(pledge=OuterRef("pk"))
    full = Pledge.objects.filter(
        Exists(places),
        ~Exists(places.filter(is_signed=False)),
        status=Status.AGREED,
        cluster_year=OuterRef("pk"),
    )
    years = ClusterYear.objects.filter(confirms, Exists(full)).select_related("cluster")
    years = years.only(*todo.year_fields())
    return [
        todo.Task(
            "Xác nhận đã ký đủ giao ước",
            str(year),
            reverse("pledges:signing_complete", args=[year.pk]),
            is_closed=year.closed_on is not None,
        )
        for year in years
    ]


@todo.provider
def pledges_waiting(user, today):
    """Comments to give, registrations and answers excluded; signatures missing; follow-ups due."""
    units = user.reach(today).unit_ids(*OF_UNIT)
    if not units:
        return []
    given = Comment.objects.filter(unit__in=units, round=F("pledge__round")).values("pledge")
    asked = (
        Pledge.objects.filter(status=Status.COMMENTING)
        .filter(Q(unit=None) | Q(unit__in=units))
        .filter(
            cluster_year__cluster__memberships__unit__in=units,
        )
        .exclude(pk__in=given)
        .exclude(comments_due_on__lt=today)
        .select_related("cluster_year__cluster", "unit")
        .distinct()
    )
    unsigned = Signature.objects.filter(
        unit__in=units, is_signed=False, pledge__status=Status.AGREED
    ).select_related("pledge__cluster_year__cluster", "unit", "pledge__unit")
    unsigned = unsigned.order_by("pledge", "position", "pk")
    follow_ups = FollowUp.objects.filter(
        owner__in=units, done_on=None, ceremony__cluster_year__is_recorded=False
    ).select_related("ceremony__cluster_year__cluster", "passed_to__cluster")
    return [
        *(
            todo.Task(
                "Góp ý dự thảo giao ước",
                str(pledge.cluster_year),
                reverse("pledges:pledge_detail", args=[pledge.pk]) + "#gop-y",
                pledge.comments_due_on,
                pledge.cluster_year.closed_on is not None,
            )
            for pledge in asked
        ),
        *(
            todo.Task(
                f"Ký giao ước: {row.unit_label}{_reminded(row)}",
                str(row.pledge.cluster_year),
                reverse("pledges:pledge_detail", args=[row.pledge_id]) + "#chu-ky",
                is_closed=row.pledge.cluster_year.closed_on is not None,
            )
            for row in unsigned
        ),
        *(
            todo.Task(
                row.text,
                str(row.year),
                _follow_up_url(row),
                row.due_on,
                row.year.closed_on is not None,
            )
            for row in follow_ups
        ),
    ]
