"""The five accounts of the demo. Their names are roles, not people."""

import secrets
from datetime import date

from accounts import actions
from accounts.models import Assignment, Role, User
from clusters.models import Authority, Unit

NAMES = {
    "quantri": "Quản trị hệ thống (tài khoản mẫu)",
    "thuky": "Thường trực các cơ quan (tài khoản mẫu)",
    "cumtruong": "Đại diện đơn vị cụm trưởng (tài khoản mẫu)",
    "donvi": "Cán bộ đơn vị thành viên (tài khoản mẫu)",
    "lanhdao": "Lãnh đạo các cơ quan (tài khoản mẫu)",
}
SINCE = date(2020, 1, 1)
# Letters and digits that nobody mistakes for one another when copying from a screen.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def make_up_password():
    """Return 16 letters and digits in four groups."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def missing():
    there = set(User.objects.filter(username__in=NAMES).values_list("username", flat=True))
    return [username for username in NAMES if username not in there]


def make(usernames, password):
    """Make these accounts, without a role yet."""
    for username in usernames:
        actions.add_account(User(username=username, full_name=NAMES[username]), password, by=None)


def change_passwords(password):
    """Give the demo accounts this password where they have another."""
    for user in User.objects.filter(username__in=NAMES):
        if not user.check_password(password):
            actions.set_password(user, password, by=None)


def assign(usernames, authorities, units):
    """Give these accounts their roles: thuky and lanhdao at the named authorities, cumtruong and donvi
    at the units that ``units`` names for them, pairs (authority, unit); whatever is not there is left out."""
    bodies = Authority.objects.filter(name__in=authorities).order_by("pk")
    roles = {
        "quantri": [(Role.ADMINISTRATOR, {})],
        "thuky": [(Role.SECRETARIAT, {"authority": body}) for body in bodies],
        "cumtruong": [(Role.REPRESENTATIVE, {"unit": unit}) for unit in _there(units["cumtruong"])],
        "donvi": [(Role.OFFICER, {"unit": unit}) for unit in _there(units["donvi"])],
        "lanhdao": [(Role.LEADER, {"authority": body}) for body in bodies],
    }
    for user in User.objects.filter(username__in=usernames).order_by("pk"):
        for role, place in roles[user.username]:
            actions.assign(Assignment(user=user, role=role, starts_on=SINCE, **place), by=None)


def _there(pairs):
    """Of units that bore the name one after the other, the present one."""
    return [
        unit
        for authority, name in pairs
        for unit in Unit.objects.filter(authority__name=authority, name=name, ended_on=None)
    ]
