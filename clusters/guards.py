from audit.guards import Guard

FOREVER = "'9999-12-31'"
TERM = "clusters_officeterm"
SAME_CLUSTER = (
    "(SELECT cluster_id FROM clusters_clusteryear WHERE id = t.cluster_year_id) = "
    "(SELECT cluster_id FROM clusters_clusteryear WHERE id = NEW.cluster_year_id)"
)
SAME_DAYS = (
    f"t.starts_on <= COALESCE(NEW.ends_on, {FOREVER}) AND COALESCE(t.ends_on, {FOREVER}) >= NEW.starts_on"
)
LOCK_CLUSTER_OF_TERM = (
    "SELECT 1 FROM clusters_cluster WHERE id = "
    "(SELECT cluster_id FROM clusters_clusteryear WHERE id = NEW.cluster_year_id) FOR UPDATE"
)


def holder_without_membership(cluster, changed):
    """SQL: a term of this unit in this cluster that no membership covers on its first day,
    once the membership ``changed`` (an SQL condition on ``m``) is left out or replaced."""
    return (
        f"EXISTS (SELECT 1 FROM {TERM} t JOIN clusters_clusteryear y ON y.id = t.cluster_year_id "
        f"WHERE y.cluster_id = {cluster}.cluster_id AND t.unit_id = {cluster}.unit_id "
        f"AND t.starts_on >= {cluster}.starts_on AND t.starts_on <= COALESCE({cluster}.ends_on, {FOREVER}) "
        f"AND NOT ({changed}))"
    )


GUARDS = [
    Guard(
        name="one_chair_of_a_cluster_at_a_time",
        table=TERM,
        on=("insert", "update"),
        when=(
            f"NEW.office = 'chair' AND EXISTS (SELECT 1 FROM {TERM} t WHERE t.office = 'chair' "
            f"AND t.id <> COALESCE(NEW.id, -1) AND {SAME_CLUSTER} AND {SAME_DAYS})"
        ),
        says="Trong thời gian này đã có cụm trưởng, khối trưởng. Kết thúc nhiệm kỳ trước rồi ghi nhiệm kỳ mới.",
        locks=LOCK_CLUSTER_OF_TERM,
    ),
    Guard(
        name="chair_is_not_vice_chair",
        table=TERM,
        on=("insert", "update"),
        when=(
            f"EXISTS (SELECT 1 FROM {TERM} t WHERE t.unit_id = NEW.unit_id "
            # the chair unit may keep the cluster's secretary, too
            "AND (t.office = NEW.office OR (t.office <> 'secretary' AND NEW.office <> 'secretary')) "
            f"AND t.id <> COALESCE(NEW.id, -1) AND {SAME_CLUSTER} AND {SAME_DAYS})"
        ),
        says="Trong thời gian này đơn vị đã giữ một vai trò; trưởng và phó của cụm, khối phải là hai đơn vị.",
        locks=LOCK_CLUSTER_OF_TERM,
    ),
    Guard(
        name="office_holder_is_a_member",
        table=TERM,
        on=("insert", "update"),
        when=(
            "NOT EXISTS (SELECT 1 FROM clusters_membership m JOIN clusters_clusteryear y "
            "ON y.cluster_id = m.cluster_id WHERE y.id = NEW.cluster_year_id AND m.unit_id = NEW.unit_id "
            f"AND m.starts_on <= NEW.starts_on AND COALESCE(m.ends_on, {FOREVER}) >= NEW.starts_on)"
        ),
        says="Đơn vị giữ vai trò phải là thành viên của cụm, khối vào ngày bắt đầu nhiệm kỳ.",
        locks=LOCK_CLUSTER_OF_TERM,
    ),
    Guard(
        name="member_in_office_stays_a_member",
        table="clusters_membership",
        on=("update",),
        when=holder_without_membership(
            "OLD",
            f"y.cluster_id = NEW.cluster_id AND t.unit_id = NEW.unit_id AND t.starts_on >= NEW.starts_on "
            f"AND t.starts_on <= COALESCE(NEW.ends_on, {FOREVER})",
        ),
        says="Đơn vị có nhiệm kỳ trưởng, phó của cụm, khối trong thời gian này nên không thể thôi là thành viên.",
    ),
    Guard(
        name="member_in_office_is_not_removed",
        table="clusters_membership",
        on=("delete",),
        when=holder_without_membership("OLD", "1 = 0"),
        says="Đơn vị đã giữ vai trò trưởng, phó của cụm, khối nên không thể xóa khỏi danh sách thành viên.",
    ),
    Guard(
        name="unit_is_a_member_once_at_a_time",
        table="clusters_membership",
        on=("insert", "update"),
        when=(
            "EXISTS (SELECT 1 FROM clusters_membership t WHERE t.cluster_id = NEW.cluster_id "
            f"AND t.unit_id = NEW.unit_id AND t.id <> COALESCE(NEW.id, -1) AND {SAME_DAYS})"
        ),
        says="Trong thời gian này đơn vị đã là thành viên của cụm, khối.",
        locks="SELECT 1 FROM clusters_cluster WHERE id = NEW.cluster_id FOR UPDATE",
    ),
    Guard(
        name="recorded_year_is_over",
        table="clusters_clusteryear",
        on=("insert", "update"),
        when=(
            "NEW.is_recorded AND (NEW.ends_on >= CURRENT_DATE "
            # a running year is not made a past one by shortening it
            "OR NEW.year >= CAST(SUBSTR(CAST(CURRENT_DATE AS text), 1, 4) AS integer))"
        ),
        says="Chỉ năm thi đua đã kết thúc mới được nhập lại từ hồ sơ.",
    ),
    Guard(
        name="unit_is_there_before_its_event",
        table="clusters_uniteventpart",
        on=("insert", "update"),
        when=(
            "NEW.side = 'before' AND EXISTS (SELECT 1 FROM clusters_unit u, clusters_unitevent e "
            "WHERE u.id = NEW.unit_id AND e.id = NEW.event_id "
            "AND (u.founded_on > e.last_day OR u.ended_on < e.last_day))"
        ),
        says="Có đơn vị chưa thành lập hoặc đã kết thúc hoạt động trước ngày sắp xếp.",
    ),
    Guard(
        name="unit_is_there_after_its_event",
        table="clusters_uniteventpart",
        on=("insert", "update"),
        when=(
            "NEW.side = 'after' AND EXISTS (SELECT 1 FROM clusters_unit u, clusters_unitevent e "
            "WHERE u.id = NEW.unit_id AND e.id = NEW.event_id "
            "AND (u.founded_on > e.effective_on OR u.ended_on < e.effective_on))"
        ),
        says="Đơn vị tiếp nhận chưa thành lập hoặc đã kết thúc hoạt động vào ngày sắp xếp.",
    ),
    Guard(
        name="unit_keeps_the_days_of_its_events",
        table="clusters_unit",
        on=("update",),
        when=(
            f"(COALESCE(NEW.ended_on, {FOREVER}) <> COALESCE(OLD.ended_on, {FOREVER}) "
            f"OR COALESCE(NEW.founded_on, {FOREVER}) <> COALESCE(OLD.founded_on, {FOREVER})) "
            "AND EXISTS (SELECT 1 FROM clusters_uniteventpart p JOIN clusters_unitevent e ON e.id = p.event_id "
            "WHERE p.unit_id = NEW.id AND ("
            # what ended a unit says on which day, and what made it on which day it began
            f"(p.side = 'before' AND OLD.ended_on = e.last_day AND COALESCE(NEW.ended_on, {FOREVER}) <> e.last_day) "
            f"OR (p.side = 'after' AND OLD.founded_on = e.effective_on "
            f"AND COALESCE(NEW.founded_on, {FOREVER}) <> e.effective_on) "
            "OR (p.side = 'before' AND (NEW.founded_on > e.last_day OR NEW.ended_on < e.last_day)) "
            "OR (p.side = 'after' AND (NEW.founded_on > e.effective_on OR NEW.ended_on < e.effective_on))))"
        ),
        says="Ngày này trái với một lần sắp xếp đơn vị đã ghi. Sửa hoặc hủy lần sắp xếp đó nếu ghi nhầm.",
    ),
    Guard(
        name="former_name_ends_within_the_units_life",
        table="clusters_formername",
        on=("insert", "update"),
        when=(
            "EXISTS (SELECT 1 FROM clusters_unit u WHERE u.id = NEW.unit_id "
            "AND (u.founded_on > NEW.until OR u.ended_on <= NEW.until))"
        ),
        says="Tên cũ phải được dùng trong thời gian đơn vị hoạt động, trước ngày kết thúc hoạt động.",
    ),
    Guard(
        name="complete_handover_stays_as_signed",
        table="clusters_handover",
        on=("update", "delete"),
        when="OLD.completed_on IS NOT NULL",
        says="Bàn giao đã hoàn thành, hai bên đã ký; biên bản không sửa, không xóa được nữa.",
    ),
    *(
        Guard(
            name=f"items_of_a_complete_handover_stay_{event}",
            table="clusters_handoveritem",
            on=(event,),
            when=(
                "EXISTS (SELECT 1 FROM clusters_handover h WHERE h.completed_on IS NOT NULL "
                f"AND h.id = {row}.handover_id)"
            ),
            says="Bàn giao đã hoàn thành, hai bên đã ký; danh mục không sửa được nữa.",
        )
        for event, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD"))
    ),
    *(
        Guard(
            name=f"documents_of_a_closed_year_stay_{event}",
            table="clusters_yeardocument",
            on=(event,),
            when=(
                "EXISTS (SELECT 1 FROM clusters_clusteryear y WHERE y.closed_on IS NOT NULL "
                f"AND y.id = {row}.cluster_year_id)"
            ),
            says="Hồ sơ của năm thi đua đã khép sau bàn giao nên không thêm, bớt văn bản được nữa.",
        )
        for event, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD"))
    ),
    Guard(
        name="import_is_applied_whole",
        table="clusters_importbatch",
        on=("update",),
        when=(
            "NEW.status = 'applied' AND OLD.status <> 'applied' AND (OLD.status <> 'checked' OR EXISTS "
            "(SELECT 1 FROM clusters_importline l WHERE l.batch_id = NEW.id AND l.sheet = NEW.sheet "
            "AND l.state IN ('waiting', 'wrong')))"
        ),
        says="Chỉ nhập được khi mọi dòng của tệp đã kiểm tra và không còn dòng nào có lỗi.",
    ),
    Guard(
        name="import_goes_no_way_back",
        table="clusters_importbatch",
        on=("update",),
        when=(
            "(OLD.status = 'applied' AND NEW.status NOT IN ('applied', 'undone')) "
            "OR (OLD.status IN ('undone', 'dropped') AND NEW.status <> OLD.status)"
        ),
        says="Lần nhập này đã vào hồ sơ, đã hoàn tác hoặc đã bỏ nên không mở lại được; cần gửi lại tệp.",
    ),
    *(
        Guard(
            name=f"lines_of_a_written_import_stay_{event}",
            table="clusters_importline",
            on=(event,),
            when=(
                "EXISTS (SELECT 1 FROM clusters_importbatch b WHERE b.status IN ('applied', 'undone') "
                f"AND b.id = {row}.batch_id)"
            ),
            says="Tệp đã nhập vào hồ sơ nên các dòng của tệp được giữ nguyên.",
        )
        for event, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD"))
    ),
    Guard(
        name="issued_paper_stands",
        table="clusters_issuedpaper",
        on=("update",),
        when=(
            "NOT OLD.is_old AND (NEW.is_old OR NEW.cluster_year_id <> OLD.cluster_year_id OR NEW.kind <> OLD.kind "
            "OR NEW.title <> OLD.title OR COALESCE(NEW.book_id, -1) <> COALESCE(OLD.book_id, -1) "
            "OR COALESCE(NEW.number, -1) <> COALESCE(OLD.number, -1) OR NEW.number_text <> OLD.number_text "
            "OR NEW.issued_on <> OLD.issued_on OR NEW.signer <> OLD.signer OR NEW.code <> OLD.code "
            "OR NEW.content_hash <> OLD.content_hash OR NEW.file <> OLD.file OR NEW.file_sha256 <> OLD.file_sha256 "
            "OR CAST(NEW.parties AS text) <> CAST(OLD.parties AS text))"
        ),
        says="Văn bản đã phát hành được giữ nguyên; cần thay đổi thì phát hành văn bản thay thế hoặc thu hồi.",
    ),
    Guard(
        name="issued_paper_is_not_deleted",
        table="clusters_issuedpaper",
        on=("delete",),
        when="NOT OLD.is_old",
        says="Văn bản đã phát hành không xóa được; cần thì thu hồi kèm lý do.",
    ),
    Guard(
        name="revoked_paper_stays_revoked",
        table="clusters_issuedpaper",
        on=("update",),
        when="OLD.revoked_on IS NOT NULL AND (NEW.revoked_on IS NULL OR NEW.revoked_on <> OLD.revoked_on)",
        says="Văn bản đã thu hồi không khôi phục được; cần thì phát hành văn bản mới.",
    ),
    Guard(
        name="numbers_do_not_go_back",
        table="clusters_numberbook",
        on=("update",),
        when="NEW.last < OLD.last",
        says="Số văn bản đã cấp không lùi lại được.",
    ),
]
