"""Who may do what: one table, read by one function, named by every view.

The chair's and vice-chair's rights are not assignments. They follow, to the day, from the office term
of a unit that the person works for; nobody has to remember to take them away.
"""

import functools
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import OF_UNIT, Role


class Permission(Enum):
    """A thing that one may be allowed to do; the value is its name in Vietnamese."""

    OVERVIEW = "Xem trang tổng quan và hồ sơ cá nhân"
    VIEW = "Xem cụm, khối thi đua và hồ sơ của năm"
    EDIT_CLUSTER = "Lập và sửa cụm, khối, đơn vị thành viên"
    EDIT_UNIT = "Thêm và sửa đơn vị"
    EDIT_PERSON = "Thêm và sửa nhân sự"
    OPEN_YEAR = "Mở năm thi đua"
    EDIT_YEAR = "Sửa chủ đề, kế hoạch của năm thi đua"
    APPOINT = "Ghi nhận nhiệm kỳ trưởng, phó của cụm, khối"
    PLAN_ROTATION = "Dự kiến luân phiên trưởng, phó của cụm, khối"
    HAND_OVER = "Lập biên bản và ký bàn giao"
    TAKE_OVER = "Ký nhận bàn giao"
    IMPORT = "Nhập dữ liệu từ tệp Excel, CSV"
    WRITE_PLEDGE = "Soạn giao ước"
    COMMENT_PLEDGE = "Góp ý giao ước"
    REGISTER_TARGET = "Đăng ký mức thực hiện chỉ tiêu"
    MOVE_PLEDGE = "Gửi lấy ý kiến và thống nhất giao ước"
    RECORD_PAST = "Ghi nhận hồ sơ của năm đã qua"
    RUN_CEREMONY = "Tổ chức hội nghị"
    SIGN = "Ghi nhận việc ký giao ước"
    EDIT_SCORE_TABLE = "Lập bảng điểm thi đua"
    SCORE_SELF = "Tự chấm điểm thi đua của đơn vị"
    CHECK_SCORE = "Thẩm định điểm thi đua"
    CONFIRM_SCORE = "Xác nhận, công bố điểm thi đua"
    VIEW_NOMINATION = "Xem hồ sơ đề nghị khen thưởng"
    NOMINATE = "Lập và nộp hồ sơ đề nghị khen thưởng"
    RECEIVE = "Tiếp nhận, trả lại hồ sơ đề nghị khen thưởng"
    REVIEW = "Xét hồ sơ đề nghị khen thưởng"
    READ_REVIEWS = "Xem ý kiến xét hồ sơ"
    RUN_REVIEW = "Theo dõi việc xét hồ sơ, nhắc người xét"
    PROPOSE = "Lập tờ trình đề nghị khen thưởng"
    DECIDE = "Ghi nhận kết quả khen thưởng"
    RUN_COUNCIL = "Tổ chức phiên họp xét, bỏ phiếu"
    VOTE = "Biểu quyết, bỏ phiếu tại phiên họp"
    ISSUE_DECISION = "Lập và ban hành quyết định khen thưởng"
    CONFER = "Ghi nhận việc trao tặng"
    READ_STATISTICS = "Xem thống kê khen thưởng"
    INVITE = "Mời người dùng, xem danh sách người dùng"
    EDIT_DOCUMENT = "Thêm và sửa văn bản"
    ISSUE_PAPER = "Cấp số, phát hành văn bản của cụm, khối"
    HISTORY = "Xem nhật ký của năm thi đua"
    SEARCH_HISTORY = "Tra cứu nhật ký của cơ quan"
    ADMINISTER = "Quản trị hệ thống"


class Standing(Enum):
    """How a person stands to one record on one day. The first six are assigned, the others follow."""

    ADMINISTRATOR = Role.ADMINISTRATOR.label
    SECRETARIAT = "Thường trực cơ quan"
    LEADER = "Lãnh đạo cơ quan"
    REPRESENTATIVE = "Đại diện đơn vị thành viên"
    OFFICER = "Cán bộ đơn vị thành viên"
    VIEWER = Role.VIEWER.label
    CHAIR = "Cụm trưởng (khối trưởng) đương nhiệm"
    VICE_CHAIR = "Cụm phó (khối phó) đương nhiệm"
    CLUSTER_SECRETARY = "Thư ký cụm (khối) đương nhiệm"
    OWN_REPRESENTATIVE = "Đại diện của chính đơn vị"
    OWN_OFFICER = "Cán bộ của chính đơn vị"
    HEIR = "Người của đơn vị kế thừa"


P, S = Permission, Standing

EVERYBODY = frozenset({P.OVERVIEW, P.VIEW})

GRANTS = {
    S.ADMINISTRATOR: EVERYBODY
    | {
        P.EDIT_CLUSTER,
        P.EDIT_UNIT,
        P.EDIT_PERSON,
        P.OPEN_YEAR,
        P.APPOINT,
        P.PLAN_ROTATION,
        P.IMPORT,
        P.VIEW_NOMINATION,
        P.INVITE,
        P.EDIT_DOCUMENT,
        P.READ_STATISTICS,
        P.HISTORY,
        P.SEARCH_HISTORY,
        P.ADMINISTER,
    },
    S.SECRETARIAT: EVERYBODY
    | {
        P.EDIT_CLUSTER,
        P.EDIT_UNIT,
        P.EDIT_PERSON,
        P.OPEN_YEAR,
        P.EDIT_YEAR,
        P.APPOINT,
        P.PLAN_ROTATION,
        P.HAND_OVER,
        P.TAKE_OVER,
        P.IMPORT,
        P.WRITE_PLEDGE,
        P.REGISTER_TARGET,
        P.MOVE_PLEDGE,
        P.RECORD_PAST,
        P.RUN_CEREMONY,
        P.SIGN,
        P.EDIT_SCORE_TABLE,
        P.SCORE_SELF,
        P.CHECK_SCORE,
        P.CONFIRM_SCORE,
        P.VIEW_NOMINATION,
        P.NOMINATE,
        P.RECEIVE,
        P.READ_REVIEWS,
        P.RUN_REVIEW,
        P.PROPOSE,
        P.DECIDE,
        P.RUN_COUNCIL,
        P.VOTE,
        P.ISSUE_DECISION,
        P.CONFER,
        P.READ_STATISTICS,
        P.INVITE,
        P.EDIT_DOCUMENT,
        P.ISSUE_PAPER,
        P.HISTORY,
        P.SEARCH_HISTORY,
    },
    S.LEADER: EVERYBODY
    | {
        P.CONFIRM_SCORE,
        P.VIEW_NOMINATION,
        P.REVIEW,
        P.READ_REVIEWS,
        P.DECIDE,
        P.VOTE,
        P.ISSUE_DECISION,
        P.READ_STATISTICS,
        P.HISTORY,
        P.SEARCH_HISTORY,
    },
    S.REPRESENTATIVE: EVERYBODY | {P.COMMENT_PLEDGE, P.VOTE},
    S.OFFICER: EVERYBODY | {P.COMMENT_PLEDGE, P.VOTE},
    S.VIEWER: EVERYBODY,
    S.CHAIR: EVERYBODY
    | {
        P.EDIT_YEAR,
        P.PLAN_ROTATION,
        P.HAND_OVER,
        P.WRITE_PLEDGE,
        P.COMMENT_PLEDGE,
        P.REGISTER_TARGET,
        P.MOVE_PLEDGE,
        P.RUN_CEREMONY,
        P.SIGN,
        P.EDIT_SCORE_TABLE,
        P.CHECK_SCORE,
        P.VIEW_NOMINATION,
        P.RECEIVE,
        P.PROPOSE,
        P.RUN_COUNCIL,
        P.CONFER,
        P.READ_STATISTICS,
        P.ISSUE_PAPER,
        P.HISTORY,
    },
    S.VICE_CHAIR: EVERYBODY | {P.COMMENT_PLEDGE, P.CHECK_SCORE, P.HISTORY},
    S.CLUSTER_SECRETARY: EVERYBODY
    | {P.EDIT_YEAR, P.WRITE_PLEDGE, P.COMMENT_PLEDGE, P.RUN_CEREMONY, P.HISTORY},
    S.OWN_REPRESENTATIVE: EVERYBODY
    | {
        P.WRITE_PLEDGE,
        P.REGISTER_TARGET,
        P.SIGN,
        P.SCORE_SELF,
        P.VIEW_NOMINATION,
        P.NOMINATE,
        P.COMMENT_PLEDGE,
        P.TAKE_OVER,
    },
    S.OWN_OFFICER: EVERYBODY
    | {
        P.WRITE_PLEDGE,
        P.REGISTER_TARGET,
        P.SCORE_SELF,
        P.VIEW_NOMINATION,
        P.NOMINATE,
        P.COMMENT_PLEDGE,
    },
    S.HEIR: EVERYBODY | {P.VIEW_NOMINATION},
}

OF_OFFICE = {"chair": S.CHAIR, "vice_chair": S.VICE_CHAIR, "secretary": S.CLUSTER_SECRETARY}

OF_ROLE = {
    Role.SECRETARIAT: S.SECRETARIAT,
    Role.LEADER: S.LEADER,
    Role.REPRESENTATIVE: S.REPRESENTATIVE,
    Role.OFFICER: S.OFFICER,
    Role.VIEWER: S.VIEWER,
}


@dataclass(frozen=True)
class Place:
    """Where a record stands: its authority; its cluster-year; the unit that it belongs to, if it is one's own.

    ``unit_ids`` are the member units whose people stand to it as members. A record without an
    authority belongs to everybody (a law).
    """

    authority_id: int | None = None
    cluster_year: object = None
    own_unit_id: int | None = None
    unit_ids: frozenset = frozenset()


def standings(user, place, today=None):
    """Return the set of standings of a person to a place on a day."""
    today = today or timezone.localdate()
    reach = user.reach(today)
    held = {S.ADMINISTRATOR} if reach.is_administrator else set()
    held |= {OF_ROLE[role] for role in reach.authorities.get(place.authority_id, ())}
    for unit_id in place.unit_ids & reach.units.keys():
        held |= {OF_ROLE[role] for role in reach.units[unit_id]}
    own = reach.units.get(place.own_unit_id, frozenset())
    if Role.REPRESENTATIVE in own:
        held.add(S.OWN_REPRESENTATIVE)
    if Role.OFFICER in own:
        held.add(S.OWN_OFFICER)
    if Role.VIEWER in own:
        held.add(S.VIEWER)
    if place.own_unit_id in reach.inherited_ids():
        held.add(S.HEIR)
    workplaces = reach.unit_ids(*OF_UNIT)
    if place.cluster_year is not None and workplaces:
        # The arrows forbid importing clusters here; the relation is read instead.
        for office in place.cluster_year.offices_held_by(workplaces, today):
            held.add(OF_OFFICE[office])
    return held


def can(user, permission, record, today=None):
    """Return whether the person may do it to the record (anything with ``place()``) on the day."""
    if isinstance(user, AnonymousUser) or not user.may_enter(today):
        return False
    return any(permission in GRANTS[standing] for standing in standings(user, record.place(), today))


def permissions_on(user, record, today=None):
    """Return everything the person may do to the record, at the price of one ``can``."""
    if isinstance(user, AnonymousUser) or not user.may_enter(today):
        return frozenset()
    return frozenset().union(*(GRANTS[standing] for standing in standings(user, record.place(), today)))


def may(user, record):
    """Return ``{"edit_year": True, …}`` of what is allowed on the record, for a template to show buttons by."""
    return {permission.name.lower(): True for permission in permissions_on(user, record)}


def can_somewhere(user, permission, today=None):
    """Return whether the person may do it anywhere at all: for list pages, menus and empty forms."""
    if isinstance(user, AnonymousUser) or not user.may_enter(today):
        return False
    reach = user.reach(today)
    held = {S.ADMINISTRATOR} if reach.is_administrator else set()
    for roles in (*reach.authorities.values(), *reach.units.values()):
        held |= {OF_ROLE[role] for role in roles}
    if reach.unit_ids(Role.REPRESENTATIVE):
        held |= {S.OWN_REPRESENTATIVE}
    if reach.unit_ids(Role.OFFICER):
        held |= {S.OWN_OFFICER}
    if {S.OWN_REPRESENTATIVE, S.OWN_OFFICER} & held:
        held |= {*OF_OFFICE.values(), S.HEIR}
    if not held:
        return permission is P.OVERVIEW
    return any(permission in GRANTS[standing] for standing in held)


def why_not(permission, user=None, place=None, today=None):
    """Return the sentence that a person reads who may not do it: who may, and how they stand here."""
    allowed = [standing.value.lower() for standing, granted in GRANTS.items() if permission in granted]
    sentence = f"Việc “{permission.value}” dành cho: {', '.join(allowed)}."
    if place is not None:
        here = sorted(standing.value.lower() for standing in standings(user, place, today))
        sentence += f" Vai trò của tài khoản này ở đây: {', '.join(here) or 'không có'}."
    return sentence


def sign_in(request):
    """Send a stranger to the sign-in page; what they had typed is kept and offered again afterwards."""
    target = request.get_full_path()
    if request.method == "POST":
        from accounts.resubmit import keep

        keep(request)
        target = reverse("accounts:resubmit")
    return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': target})}")


def public(view):
    """Mark a view that needs no sign-in."""
    view.access = "public"
    return view


def page(permission):
    """Guard a page that shows no single record: signed in, and allowed somewhere."""

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return sign_in(request)
            if not can_somewhere(request.user, permission):
                raise PermissionDenied(why_not(permission))
            return view(request, *args, **kwargs)

        guarded.access = permission
        return guarded

    return decorate


def on(model, permission):
    """Guard a page about one record: unknown or outside the scope is 404, inside without the right 403.

    The view receives the record in place of its ``pk``. ``model`` is a class, or a callable that
    returns one where an import would run against the arrows. To see what is in one's scope no further
    standing is asked for: a law belongs to everybody, a cluster to its members too. A queryset may have
    ``with_place()``, which reads what the record's place needs together with it.
    """

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, pk, *args, **kwargs):
            if not request.user.is_authenticated:
                return sign_in(request)
            rows = model.objects.visible_to(request.user)
            record = get_object_or_404(rows.with_place() if hasattr(rows, "with_place") else rows, pk=pk)
            request.record = record  # accounts/traces.py tells what was taken out, or refused, by it
            sees = permission is P.VIEW and can_somewhere(request.user, P.VIEW)
            if not sees and not can(request.user, permission, record):
                raise PermissionDenied(why_not(permission, request.user, record.place()))
            return view(request, record, *args, **kwargs)

        guarded.access = permission
        guarded.access_model = model
        return guarded

    return decorate


def by_class(view, access):
    """Mark a view that a library gives (allauth, Django) with what this table says of it."""

    @functools.wraps(view)
    def marked(request, *args, **kwargs):
        if access != "public" and not request.user.is_authenticated:
            return sign_in(request)
        return view(request, *args, **kwargs)

    marked.access = access
    return marked


class DenyByDefault:
    """Middleware: a view that names no permission is not served, to nobody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.resolver_match.app_names[:1] == ["admin"]:
            return None  # the administration site asks AdminSite.has_permission on every page
        if not getattr(view, "access", None):
            raise PermissionDenied("Trang này chưa được khai báo quyền truy cập nên không mở cho ai.")
        return None
