from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.access import Permission, can, on, why_not
from accounts.pages import edit
from clusters.models import Unit
from pledges import actions
from pledges.fingerprint import parties_of
from pledges.forms import RegistrationForm
from pledges.models import Pledge
from pledges.own_rows import OwnRow
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
    form = RegistrationForm(request.POST or None, targets=list(targets), unit=unit)
    return edit(
        request,
        form,
        lambda: actions.register(unit, form.values(), by=request.user),
        done=f"Đã lưu mức đăng ký của {name}.",
        to=frame.pledge_url(pledge, TABLE),
        **frame.of_pledge(pledge, TABLE),
        title="Đăng ký mức thực hiện chỉ tiêu",
        lead=f"{name}. Ô để trống là chưa đăng ký; số 0 là đăng ký mức 0.",
    )
