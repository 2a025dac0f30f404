from audit.guards import Guard

PLEDGE = "pledges_pledge"
SIGNATURE = "pledges_signature"
STANDS_STILL = (
    "Giao ước đã thống nhất nên nội dung không sửa được nữa. Cần sửa thì đưa về dự thảo trước khi có chữ ký."
)
IS_SIGNED = "Giao ước đã ký nên không sửa, không xóa được nữa."


def pledge_status(pledge_id):
    return f"(SELECT status FROM {PLEDGE} WHERE id = {pledge_id})"


def lock_pledge(pledge_id):
    return f"SELECT 1 FROM {PLEDGE} WHERE id = {pledge_id} FOR UPDATE"


def year_is_recorded(pledge_id):
    return (
        f"(SELECT y.is_recorded FROM {PLEDGE} p JOIN clusters_clusteryear y ON y.id = p.cluster_year_id "
        f"WHERE p.id = {pledge_id})"
    )


def part_stands_still(name, table, owner):
    """The guards of one table of parts; ``owner`` makes the SQL of the pledge's id from NEW or OLD."""
    for event, row in (("insert", "NEW"), ("update", "NEW"), ("update_from", "OLD"), ("delete", "OLD")):
        yield Guard(
            name=f"{name}_stands_still_{event}",
            table=table,
            on=(event.split("_")[0],),
            when=f"{pledge_status(owner(row))} IN ('agreed', 'signed')",
            says=STANDS_STILL,
            locks=lock_pledge(owner(row)),
        )


def own(row):
    return f"{row}.pledge_id"


def through_target(row):
    return f"(SELECT pledge_id FROM pledges_target WHERE id = {row}.target_id)"


GUARDS = [
    *part_stands_still("content", "pledges_content", own),
    *part_stands_still("target", "pledges_target", own),
    *part_stands_still("basis", "pledges_basis", own),
    *part_stands_still("registration", "pledges_registration", through_target),
    *part_stands_still("consent", "pledges_consent", own),
    Guard(
        name="pledge_version_is_write_once",
        table="pledges_pledgeversion",
        on=("update",),
        when="1 = 1",
        says="Bản đã gửi lấy ý kiến được giữ nguyên, không sửa được.",
    ),
    Guard(
        name="pledge_version_is_not_deleted",
        table="pledges_pledgeversion",
        on=("delete",),
        when="1 = 1",
        says="Bản đã gửi lấy ý kiến được giữ nguyên, không xóa được.",
    ),
    Guard(
        name="pledge_version_is_not_added_afterwards",
        table="pledges_pledgeversion",
        on=("insert",),
        when=f"{pledge_status('NEW.pledge_id')} IN ('agreed', 'signed')",
        says=STANDS_STILL,
        locks=lock_pledge("NEW.pledge_id"),
    ),
    Guard(
        name="touch_is_write_once",
        table="pledges_touch",
        on=("update",),
        when=(
            "NEW.kind <> OLD.kind OR NEW.ceremony_id <> OLD.ceremony_id OR NEW.touched_at <> OLD.touched_at "
            "OR NEW.accepted <> OLD.accepted OR NEW.outcome <> OLD.outcome OR NEW.made_by_id <> OLD.made_by_id"
        ),
        says="Lần chạm đã nhận được giữ nguyên, không sửa được.",
    ),
    Guard(
        name="touch_is_not_deleted",
        table="pledges_touch",
        on=("delete",),
        when="1 = 1",
        says="Lần chạm đã nhận được giữ nguyên, không xóa được.",
    ),
    Guard(
        name="signed_text_is_extended_or_replaced",
        table=PLEDGE,
        on=("insert", "update"),
        when=(
            f"(NEW.annex_of_id IS NOT NULL AND {pledge_status('NEW.annex_of_id')} <> 'signed') "
            f"OR (NEW.supersedes_id IS NOT NULL AND {pledge_status('NEW.supersedes_id')} <> 'signed')"
        ),
        says="Chỉ giao ước đã ký mới có phụ lục hoặc bản thay thế; giao ước chưa ký thì sửa ngay trong bản đó.",
    ),
    Guard(
        name="pledge_starts_as_a_draft",
        table=PLEDGE,
        on=("insert",),
        when="NEW.status <> 'draft'",
        says="Giao ước mới lập phải ở dạng dự thảo.",
    ),
    Guard(
        name="signed_pledge_is_frozen",
        table=PLEDGE,
        on=("update", "delete"),
        when="OLD.status = 'signed'",
        says=IS_SIGNED,
    ),
    Guard(
        name="agreed_pledge_stands_still",
        table=PLEDGE,
        on=("update",),
        when=(
            "OLD.status = 'agreed' AND NEW.status IN ('agreed', 'signed') AND ("
            "NEW.title <> OLD.title OR NEW.opening <> OLD.opening OR NEW.closing <> OLD.closing "
            "OR COALESCE(NEW.originals, -1) <> COALESCE(OLD.originals, -1) "
            "OR COALESCE(NEW.declared_contents, -1) <> COALESCE(OLD.declared_contents, -1) "
            "OR NEW.shape <> OLD.shape OR COALESCE(NEW.unit_id, -1) <> COALESCE(OLD.unit_id, -1) "
            "OR COALESCE(NEW.annex_of_id, -1) <> COALESCE(OLD.annex_of_id, -1) "
            "OR COALESCE(NEW.supersedes_id, -1) <> COALESCE(OLD.supersedes_id, -1) "
            "OR NEW.cluster_year_id <> OLD.cluster_year_id OR NEW.text_state <> OLD.text_state "
            "OR NEW.fingerprint <> OLD.fingerprint OR CAST(NEW.frozen AS text) <> CAST(OLD.frozen AS text))"
        ),
        says=STANDS_STILL,
    ),
    Guard(
        name="agreed_pledge_is_not_deleted",
        table=PLEDGE,
        on=("delete",),
        when="OLD.status = 'agreed'",
        says=STANDS_STILL,
    ),
    Guard(
        name="pledge_is_signed_only_after_agreement",
        table=PLEDGE,
        on=("update",),
        when="NEW.status = 'signed' AND OLD.status NOT IN ('agreed', 'signed')",
        says="Giao ước phải được thống nhất trước khi ký.",
    ),
    Guard(
        name="pledge_is_signed_when_all_have_signed",
        table=PLEDGE,
        on=("update",),
        when=(
            f"NEW.status = 'signed' AND NOT {year_is_recorded('NEW.id')} AND ("
            f"NOT EXISTS (SELECT 1 FROM {SIGNATURE} s WHERE s.pledge_id = NEW.id) "
            f"OR EXISTS (SELECT 1 FROM {SIGNATURE} s WHERE s.pledge_id = NEW.id AND NOT s.is_signed))"
        ),
        says="Còn đơn vị chưa ký nên giao ước chưa thể ghi là đã ký.",
    ),
    Guard(
        name="pledge_with_a_signature_is_not_reopened",
        table=PLEDGE,
        on=("update",),
        when=(
            "NEW.status IN ('draft', 'commenting') AND OLD.status = 'agreed' "
            f"AND EXISTS (SELECT 1 FROM {SIGNATURE} s WHERE s.pledge_id = NEW.id AND s.is_signed)"
        ),
        says="Đã có đơn vị ký nên không đưa giao ước về dự thảo được.",
    ),
    Guard(
        name="only_an_agreed_pledge_is_signed",
        table=SIGNATURE,
        on=("insert", "update"),
        when=f"NEW.is_signed AND {pledge_status('NEW.pledge_id')} <> 'agreed'",
        says="Chỉ ký được giao ước đã thống nhất và chưa ký đủ.",
        locks=lock_pledge("NEW.pledge_id"),
    ),
    Guard(
        name="signatures_of_a_signed_pledge_stand",
        table=SIGNATURE,
        on=("update", "delete"),
        when=f"{pledge_status('OLD.pledge_id')} = 'signed'",
        says=IS_SIGNED,
        locks=lock_pledge("OLD.pledge_id"),
    ),
    Guard(
        name="signature_is_not_deleted",
        table=SIGNATURE,
        on=("delete",),
        when="OLD.is_signed",
        says="Chữ ký đã ghi nhận không xóa được; ghi nhầm thì rút ghi nhận kèm lý do.",
    ),
    Guard(
        name="signature_is_given_once",
        table=SIGNATURE,
        on=("update",),
        when="OLD.is_signed AND NEW.is_signed",
        says="Đơn vị này đã ký. Cần sửa thì rút ghi nhận kèm lý do rồi ký lại.",
    ),
    Guard(
        name="signature_names_its_signatory_and_day",
        table=SIGNATURE,
        on=("insert", "update"),
        when=(
            "NEW.is_signed AND (NEW.signatory = '' OR NEW.post = '' OR NEW.signed_on IS NULL "
            f"OR NEW.authority = 'unknown') AND NOT {year_is_recorded('NEW.pledge_id')}"
        ),
        says="Chữ ký phải có họ tên, chức vụ, thẩm quyền của người ký và ngày ký.",
    ),
    Guard(
        name="chair_countersigns_after_the_unit",
        table=SIGNATURE,
        on=("insert", "update"),
        when=(
            f"NEW.is_signed AND NEW.role = 'countersign' AND NOT {year_is_recorded('NEW.pledge_id')} AND EXISTS ("
            f"SELECT 1 FROM {SIGNATURE} s WHERE s.pledge_id = NEW.pledge_id AND s.role = 'party' AND NOT s.is_signed)"
        ),
        says="Đơn vị ký trước; cụm trưởng, khối trưởng ký công nhận sau.",
    ),
    Guard(
        name="year_of_a_recorded_pledge_stays_recorded",
        table="clusters_clusteryear",
        on=("update",),
        when=(
            "OLD.is_recorded AND NOT NEW.is_recorded "
            f"AND EXISTS (SELECT 1 FROM {PLEDGE} p WHERE p.cluster_year_id = NEW.id AND p.status = 'signed')"
        ),
        says="Giao ước của năm này đã ghi nhận theo hồ sơ nên năm vẫn phải là năm nhập lại từ hồ sơ.",
    ),
]
