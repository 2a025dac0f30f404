"""The places where a person is signed in: rows of allauth, in the words of this product."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.utils import timezone

MARK = "seen_at"
EVERY = timedelta(minutes=5)
# The first that fits is said: Edge and Cốc Cốc call themselves Chrome too, Chrome calls itself Safari.
BROWSERS = [
    ("Edg", "Microsoft Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("iPhone", "điện thoại iPhone"),
    ("iPad", "máy tính bảng iPad"),
    ("Android", "thiết bị Android"),
    ("Windows", "máy tính Windows"),
    ("Mac OS", "máy tính Mac"),
    ("CrOS", "máy tính Chromebook"),
    ("Linux", "máy tính Linux"),
]


def device(user_agent):
    """Say in plain words what a browser says of itself."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "Trình duyệt khác")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "thiết bị chưa rõ")
    return f"{browser} trên {system}"


def sessions_of(user, current=""):
    """Return the sessions that still hold, the current one first, then by the last visit; drops those that ended."""
    rows = UserSession.objects.purge_and_list(user)
    for row in rows:
        row.device = device(row.user_agent)
        row.is_here = row.session_key == current
    return sorted(rows, key=lambda row: (not row.is_here, -row.last_seen_at.timestamp()))


def reachable_by(user):
    """Sessions that a person may end: their own; for an administrator everybody's."""
    return UserSession.objects.all() if user.is_staff else UserSession.objects.filter(user=user)


class LastSeen:
    """Middleware: write down, every five minutes at most, that a session is in use and from where."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        seen = request.session.get(MARK)
        now = timezone.now()
        if seen is not None and now.timestamp() - seen >= EVERY.total_seconds():
            rows = UserSession.objects.filter(session_key=request.session.session_key)
            rows.update(last_seen_at=now)
            request.session[MARK] = now.timestamp()
        return self.get_response(request)


def end_all(user):
    """End every session of an account at once, also those of which no row is kept."""
    user.session_round += 1
    user.save(update_fields=["session_round"])
    UserSession.objects.filter(user=user).delete()


def end_others(request):
    """End every session of the person but the one of this request."""
    user = request.user
    end_all(user)
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)
