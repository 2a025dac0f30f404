"""What the installation keeps about one person: gathered for that person to read, and sorted for an erasure."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from allauth.usersessions.models import UserSession
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Assignment, Invitation, Mail, MailChoice, User
from accounts.sessions import sessions_of
from audit.models import Event
from vietnamese.dates import short_date

OWN = {"accounts", "documents", "clusters", "pledges", "awards"}
# What libraries keep of a person's signing in: secrets, so it is only counted, and goes with an erasure.
LIBRARIES = {
    "account.EmailAddress": "Địa chỉ thư điện tử đã xác nhận",
    "mfa.Authenticator": "Xác thực lớp thứ hai",
    "socialaccount.SocialAccount": "Tài khoản đăng nhập của cơ quan",
    "usersessions.UserSession": "Phiên đăng nhập",
}

KEPT = [
    ("Chữ ký, ý kiến, phiếu, quyết định và văn bản đã lập", "Là hồ sơ thi đua, khen thưởng phải lưu trữ."),
    ("Nhật ký", "Chỉ ghi thêm, không sửa, không xóa được; tên trong nhật ký là tên vào ngày ghi."),
    ("Phân công vai trò đã kết thúc", "Cho biết ai có thẩm quyền vào ngày lập hồ sơ."),
]


def relations():
    """Yield (model, field) for every reference from another model to a person."""
    for field in User._meta.get_fields(include_hidden=True):
        if field.auto_created and (field.one_to_many or field.one_to_one):
            yield field.related_model, field.field


def rows_of_libraries(user):
    """Yield (name, rows) of what libraries keep for this person's signing in."""
    for model, field in relations():
        if name := LIBRARIES.get(model._meta.label):
            yield name, model._default_manager.filter(**{field.name: user})


def has_acted(user):
    """Return whether records name this person; then the name stays, as it stands in those records."""
    return Event.objects.filter(actor=user).exists() or any(_records(user))


def _records(user):
    apart = {Event, Mail, Assignment, MailChoice}
    for model, field in relations():
        is_own_invitation = model is Invitation and field.name == "user"
        if model._meta.app_label in OWN and model not in apart and not is_own_invitation:
            for row in model._default_manager.filter(**{field.name: user}).iterator(chunk_size=500):
                yield {
                    "Loại": _capital(model._meta.verbose_name),
                    "Vai trò": str(field.verbose_name),
                    "Hồ sơ": f"{row} (số {row.pk})",
                    "Nơi": _place(row),
                }


def _place(row):
    authority, year = row.audit_place() if hasattr(row, "audit_place") else (None, None)
    return str(year or authority or "")


def about(user):
    """Return everything about a person: {heading: [{label: text}]}, in the words of the pages."""
    return {
        "Tài khoản": [
            {
                "Tên đăng nhập": user.username,
                "Họ và tên": user.full_name,
                "Thư điện tử": user.email,
                "Điện thoại": user.phone,
                "Lập lúc": _moment(user.created_at),
                "Đăng nhập lần cuối": _moment(user.last_login),
            }
        ],
        "Phân công": [
            {"Phân công": str(row), "Từ ngày": short_date(row.starts_on), "Đến hết ngày": _day(row.ends_on)}
            for row in user.assignments.select_related("user", "authority", "unit")
        ],
        "Địa chỉ, cách xác thực đã lưu": [
            {"Loại": name, "Số dòng đang lưu": str(count)}
            for name, rows in rows_of_libraries(user)
            if rows.model is not UserSession and (count := rows.count())  # sessions are listed below
        ],
        "Phiên đăng nhập": [
            {
                "Thiết bị": row.device,
                "Địa chỉ mạng": row.ip,
                "Đăng nhập lúc": _moment(row.created_at),
                "Dùng lần cuối lúc": _moment(row.last_seen_at),
            }
            for row in sessions_of(user)
        ],
        "Thư điện tử đã gửi": [
            {
                "Lúc": _moment(row.created_at),
                "Loại": row.get_kind_display(),
                "Tiêu đề": row.subject,
                "Đến": row.address,
            }
            for row in user.mails.all()
        ],
        "Hồ sơ có ghi tên": list(_records(user)),
        "Nhật ký": [
            {"Lúc": _moment(row.at), "Việc": row.get_verb_display(), "Đối tượng": row.subject_label}
            for row in Event.objects.filter(actor=user).iterator(chunk_size=1000)
        ],
    }


def archive(user):
    """Return a ZIP file as bytes: everything about a person as a page to read and as data for another program."""
    found, content = about(user), BytesIO()
    page = render_to_string(
        "accounts/personal_data.html", {"person": user, "found": found, "at": timezone.now()}
    )
    with ZipFile(content, "w", ZIP_DEFLATED) as file:
        file.writestr("du-lieu-ca-nhan.html", page)
        file.writestr("du-lieu-ca-nhan.json", json.dumps(found, ensure_ascii=False, indent=1))
    return content.getvalue()


def archive_name(user):
    return f"Dữ liệu cá nhân - {user.username}.zip"


def erasable(user):
    """Return what an erasure takes away of this person, a line each: [(what, now)]."""
    lines = [
        ("Tên đăng nhập", user.username),
        ("Thư điện tử", user.email),
        ("Điện thoại", user.phone),
        ("Mật khẩu, ngày đăng nhập lần cuối", "xóa, không đăng nhập lại được"),
        ("Thư điện tử trong hộp gửi đi", _count(user.mails.count(), "thư")),
        (
            "Địa chỉ, tên đăng nhập ghi trong lời mời",
            _count(Invitation.objects.filter(user=user).count(), "lời mời"),
        ),
    ]
    lines += [(name, _count(rows.count(), "dòng")) for name, rows in rows_of_libraries(user)]
    if not has_acted(user):
        lines.insert(1, ("Họ và tên", user.full_name))
    return [(what, now) for what, now in lines if now]


def kept(user):
    """Return what stays and why: [(what, why)]."""
    name = [("Họ và tên", "Đứng trong hồ sơ và nhật ký mà người này đã lập.")] if has_acted(user) else []
    return [*name, *KEPT]


def _count(number, noun):
    return f"{number} {noun}" if number else ""


def _capital(text):
    return str(text)[:1].upper() + str(text)[1:]


def _moment(at):
    return timezone.localtime(at).strftime("%H:%M %d/%m/%Y") if at else ""


def _day(day):
    return short_date(day) if day else ""
