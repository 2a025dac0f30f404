from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.access import Permission, can, on, why_not
from accounts.pages import edit
from clusters.models import Unit
from pledges import actions
from pledges.fingerprint import parties_of
from pledges.forms import RegistrationForm, RegistrationTableForm
from pledges.models import Pledge
from pledges.own_rows import OwnRow
from pledges.reading import PledgeReading
from pledges.registering import is_late
from pledges.views import frame

TABLE = "#dang-ky"


@on(Pledge, Permission.VIEW)
def registration_edit(request, pledge, unit_id):
    """One unit's figures. The right is asked for on the unit's own row: each unit fills its own."""
    unit = get_object_or_404(Unit, pk=unit_id, pk__in=[unit.pk for unit in parties_of(pledge)])
    row, name = OwnRow(pledge, unit.pk), unit.name_on(pledge.named_on())
    if not can(request.user, Permission.REGISTER_TARGET, row):
        raise PermissionDenied(why_not(Permission.REGISTER_TARGET, request.user, row.place()))
    targets = pledge.targets.prefetch_related("registrations")
    late = is_late(pledge)
    form = RegistrationForm(request.POST or None, targets=list(targets), unit=unit, is_late=late)
    return edit(
        request,
        form,
        lambda: actions.register(unit, form.values(), reason=form.given_reason, by=request.user),
        done=f"Đã lưu mức đăng ký của {name}.",
        to=frame.pledge_url(pledge, TABLE),
        **frame.of_pledge(pledge, TABLE),
        title="Đăng ký mức thực hiện chỉ tiêu",
        lead=f"{name}. Ô để trống là chưa đăng ký; số 0 là đăng ký mức 0.",
    )


@on(Pledge, Permission.VIEW)
def registration_table(request, pledge):
    """All units' figures; whoever may write some of them has boxes there, the others read."""
    reading = PledgeReading(pledge, request.user, timezone.localdate())
    allowed = Unit.objects.filter(pk__in=reading.registering_units)
    units = [(unit, reading.names[unit.pk]) for unit in allowed]
    if request.method == "POST" and not units:
        raise PermissionDenied(why_not(Permission.REGISTER_TARGET, request.user, pledge.place()))
    form = RegistrationTableForm(
        request.POST or None,
        targets=list(pledge.targets.prefetch_related("registrations")),
        units=units,
        is_late=reading.registration_is_late,
    )
    return edit(
        request,
        form,
        lambda: actions.register_table(pledge, form.table(), **form.beside(), by=request.user),
        done="Đã lưu bảng đăng ký.",
        to=frame.registrations_url(pledge),
        template="pledges/registration_table.html",
        **frame.of_pledge(pledge, TABLE),
        **_shown(reading, form),
    )


def _shown(reading, form):
    return {
        "pledge": reading.pledge,
        "year": reading.year,
        "reading": reading,
        "rows": [(row, form.row(row.unit_id) if row.may_edit else None) for row in reading.registration_rows],
        "may_save": bool(form.units and form.targets),
    }
