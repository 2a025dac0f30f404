from audit.guards import Guard

NOMINATION = "awards_nomination"
PUBLISHED = "Kết quả chấm điểm đã công bố nên không sửa, không xóa được nữa."


def status_of(nomination_id):
    return f"(SELECT status FROM {NOMINATION} WHERE id = {nomination_id})"


def lock(nomination_id):
    return f"SELECT 1 FROM {NOMINATION} WHERE id = {nomination_id} FOR UPDATE"


def of_table(row):
    return f"{row}.table_id"


def through_criterion(row):
    return f"(SELECT table_id FROM awards_scorecriterion WHERE id = {row}.criterion_id)"


def through_sheet(row):
    return f"(SELECT table_id FROM awards_scoresheet WHERE id = {row}.sheet_id)"


def lock_table(table_id):
    return f"SELECT 1 FROM awards_scoretable WHERE id = {table_id} FOR NO KEY UPDATE"


def part_of_table_in_use(name, table, owner):
    """The guards of one table of parts: once a unit has submitted, they change only within an amendment."""
    for event, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD")):
        yield Guard(
            name=f"{name}_of_a_score_table_in_use_{event}",
            table=table,
            on=(event,),
            when=(
                f"EXISTS (SELECT 1 FROM awards_scoretable t WHERE t.id = {owner(row)} AND (t.status = 'published' "
                "OR (t.status = 'open' AND NOT t.is_amending AND EXISTS (SELECT 1 FROM awards_scoresheet s "
                "WHERE s.table_id = t.id AND s.submitted_at IS NOT NULL))))"
            ),
            says="Đã có đơn vị nộp phiếu tự chấm nên bảng điểm chỉ sửa được bằng một lần điều chỉnh có lý do.",
            locks=lock_table(owner(row)),
        )


def published_part(name, table, owner):
    """What belongs to published scores does not change any more."""
    for event, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD")):
        yield Guard(
            name=f"{name}_of_published_scores_{event}",
            table=table,
            on=(event,),
            when=f"(SELECT status FROM awards_scoretable WHERE id = {owner(row)}) = 'published'",
            says=PUBLISHED,
            locks=lock_table(owner(row)),
        )


def side_in_its_turn(stage, status):
    """Each side gives its points only while the sheet is in its hands."""
    for event, row in (("insert", "NEW"), ("update", "NEW"), ("update_from", "OLD"), ("delete", "OLD")):
        yield Guard(
            name=f"{stage}_scores_in_its_turn_{event}",
            table="awards_scoreentry",
            on=(event.split("_")[0],),
            when=(
                f"{row}.stage = '{stage}' AND NOT EXISTS (SELECT 1 FROM awards_scoresheet s "
                "JOIN awards_scoretable t ON t.id = s.table_id "
                f"WHERE s.id = {row}.sheet_id AND s.status = '{status}' AND t.status = 'open')"
            ),
            says="Phiếu không ở bước chấm này nên điểm không sửa được.",
            locks=lock_table(through_sheet(row)),
        )


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
            "OR NEW.background <> OLD.background OR NEW.report <> OLD.report OR NEW.merit <> OLD.merit "
            "OR NEW.cluster_year_id <> OLD.cluster_year_id)"
        ),
        says="Hồ sơ đã nộp nên không sửa được; trả lại hồ sơ cho đơn vị nếu cần sửa.",
    ),
    Guard(
        name="only_an_appraised_nomination_is_reviewed",
        table="awards_review",
        on=("insert", "update"),
        when=f"{status_of('NEW.nomination_id')} <> 'appraised'",
        says="Chỉ cho ý kiến được với hồ sơ đã thẩm định và đang xét.",
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
        name="who_stepped_aside_gives_no_opinion",
        table="awards_review",
        on=("insert", "update"),
        when=(
            "EXISTS (SELECT 1 FROM awards_reviewrecusal r WHERE r.nomination_id = NEW.nomination_id "
            "AND r.reviewer_id = NEW.reviewer_id)"
        ),
        says="Đã ghi không tham gia xét hồ sơ này nên không cho ý kiến được.",
        locks=lock("NEW.nomination_id"),
    ),
    Guard(
        name="who_has_an_opinion_does_not_step_aside",
        table="awards_reviewrecusal",
        on=("insert",),
        when=(
            "EXISTS (SELECT 1 FROM awards_review r WHERE r.nomination_id = NEW.nomination_id "
            "AND r.reviewer_id = NEW.reviewer_id)"
        ),
        says="Đã cho ý kiến về hồ sơ này nên phải bỏ ý kiến trước khi ghi không tham gia xét.",
        locks=lock("NEW.nomination_id"),
    ),
    Guard(
        name="only_an_appraised_nomination_is_stepped_aside_from",
        table="awards_reviewrecusal",
        on=("insert",),
        when=f"{status_of('NEW.nomination_id')} <> 'appraised'",
        says="Chỉ ghi không tham gia xét được với hồ sơ đang xét.",
        locks=lock("NEW.nomination_id"),
    ),
    Guard(
        name="recusal_of_a_closed_review_stands",
        table="awards_reviewrecusal",
        on=("delete",),
        when=f"{status_of('OLD.nomination_id')} <> 'appraised'",
        says="Hồ sơ đã kết thúc xét nên việc không tham gia xét không đổi được nữa.",
        locks=lock("OLD.nomination_id"),
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
    Guard(
        name="published_scores_are_final",
        table="awards_scoretable",
        on=("update", "delete"),
        when="OLD.status = 'published'",
        says=PUBLISHED,
    ),
    *part_of_table_in_use("criterion", "awards_scorecriterion", of_table),
    *part_of_table_in_use("level", "awards_scorelevel", through_criterion),
    *part_of_table_in_use("result_class", "awards_resultclass", of_table),
    *part_of_table_in_use("tie_break", "awards_tiebreak", of_table),
    *part_of_table_in_use("hard_stop", "awards_hardstop", of_table),
    *published_part("sheet", "awards_scoresheet", of_table),
    *published_part("stop", "awards_sheetstop", through_sheet),
    *published_part("manual_place", "awards_manualplace", through_sheet),
    *published_part("evidence", "awards_scoreevidence", through_sheet),
    *side_in_its_turn("self", "self"),
    *side_in_its_turn("check", "submitted"),
]
