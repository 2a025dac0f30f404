from audit.guards import Guard

NOMINATION = "awards_nomination"


def status_of(nomination_id):
    return f"(SELECT status FROM {NOMINATION} WHERE id = {nomination_id})"


def lock(nomination_id):
    return f"SELECT 1 FROM {NOMINATION} WHERE id = {nomination_id} FOR UPDATE"


GUARDS = [
    Guard(
        name="decided_nomination_is_final",
        table=NOMINATION,
        on=("update",),
        when="OLD.status = 'decided'",
        says="Hồ sơ đã có quyết định nên không sửa, không xóa được nữa.",
    ),
    Guard(
        name="decided_nomination_is_not_deleted",
        table=NOMINATION,
        on=("delete",),
        when=(
            # unless a file brought it in and that file is being taken back
            "OLD.status = 'decided' AND NOT EXISTS (SELECT 1 FROM clusters_importline l "
            "JOIN clusters_importbatch b ON b.id = l.batch_id WHERE l.target_id = OLD.id "
            "AND l.state = 'new' AND b.kind = 'awards' AND b.status = 'undone')"
        ),
        says="Hồ sơ đã có quyết định nên không sửa, không xóa được nữa.",
    ),
    Guard(
        name="nomination_is_decided_only_after_proposal",
        table=NOMINATION,
        on=("update",),
        when="NEW.status = 'decided' AND OLD.status NOT IN ('proposed', 'decided')",
        says="Chỉ ghi kết quả cho hồ sơ đã trình.",
    ),
    Guard(
        name="nomination_starts_as_a_draft",
        table=NOMINATION,
        on=("insert",),
        when="NEW.status <> 'draft'",
        says="Hồ sơ mới phải bắt đầu từ bước đang lập.",
    ),
    Guard(
        name="submitted_dossier_keeps_its_text",
        table=NOMINATION,
        on=("update",),
        when=(
            "OLD.status <> 'draft' AND (NEW.award_id <> OLD.award_id OR NEW.unit_id <> OLD.unit_id "
            "OR NEW.nominee <> OLD.nominee OR NEW.achievement <> OLD.achievement "
            "OR NEW.cluster_year_id <> OLD.cluster_year_id)"
        ),
        says="Hồ sơ đã nộp nên không sửa được; trả lại hồ sơ cho đơn vị nếu cần sửa.",
    ),
    Guard(
        name="only_a_received_nomination_is_reviewed",
        table="awards_review",
        on=("insert", "update"),
        when=f"{status_of('NEW.nomination_id')} <> 'received'",
        says="Chỉ cho ý kiến được với hồ sơ đã tiếp nhận và đang xét.",
        locks=lock("NEW.nomination_id"),
    ),
    Guard(
        name="nobody_reviews_their_own_unit",
        table="awards_review",
        on=("insert", "update"),
        when=(
            "EXISTS (SELECT 1 FROM accounts_assignment a JOIN awards_nomination n ON n.id = NEW.nomination_id "
            "WHERE a.user_id = NEW.reviewer_id AND a.unit_id = n.unit_id AND a.starts_on <= CURRENT_DATE "
            "AND COALESCE(a.ends_on, '9999-12-31') >= CURRENT_DATE)"
        ),
        says="Người của chính đơn vị không xét hồ sơ của đơn vị mình.",
    ),
    Guard(
        name="evidence_of_a_submitted_dossier_stands",
        table="awards_evidence",
        on=("delete",),
        when=f"{status_of('OLD.nomination_id')} <> 'draft'",
        says="Hồ sơ đã nộp nên không bỏ tài liệu minh chứng được.",
        locks=lock("OLD.nomination_id"),
    ),
    Guard(
        name="issued_proposal_is_final",
        table="awards_proposal",
        on=("update", "delete"),
        when="OLD.status = 'issued'",
        says="Tờ trình đã ban hành nên không sửa, không xóa được nữa.",
    ),
]
