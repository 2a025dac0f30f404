"""How well the database itself keeps the history: its triggers, and on PostgreSQL the rights of the program's role."""

from audit import guards

TABLES = ("audit_event", "audit_link", "audit_chainhead")
UNGUARDED = "Cơ sở dữ liệu thiếu khóa chống sửa nhật ký ({names}). Chạy “manage.py migrate” để đặt lại."
TOO_MANY = (
    "Tài khoản cơ sở dữ liệu của chương trình còn quyền sửa, xóa nhật ký ({names}). "
    "Chạy scripts/sql/database_rights.sql, xem docs/operations.md."
)


def weaknesses(connection):
    """Return what leaves the history open to a change by the program's own role, a sentence each."""
    found = []
    own = {f"{guards.PREFIX}{guard.name}_{event}" for guard in guards.GUARDS for event in guard.on}
    if missing := own & set(guards.missing(connection)):
        found.append(UNGUARDED.format(names=", ".join(sorted(missing))))
    if held := rights_too_many(connection):
        found.append(TOO_MANY.format(names=", ".join(held)))
    return found


def rights_too_many(connection):
    """Return “TABLE: RIGHT” for each right over the history that the program's role does not need (PostgreSQL)."""
    if connection.vendor != "postgresql":
        return []
    held = []
    with connection.cursor() as cursor:
        for table in TABLES:
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
                if cursor.fetchone()[0]:
                    held.append(f"{table}: {right}")
    return held
