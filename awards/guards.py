from audit.guards import Guard

NOMINATION = "awards_nomination"
PUBLISHED = "Kết quả chấm điểm đã công bố nên không sửa, không xóa được nữa."


def status_of(nomination_id):
    return f"(SELECT status FROM {NOMINATION} WHERE id = {nomination_id})"


def lock(nomination_id):
    return f"SELECT 1 FROM {NOMINATION} WHERE id = {nomination_id} FOR UPDATE"


def put_up_as(row):
    """The level of what the row asks for at present, "other" for all that need no tờ trình of their own."""
    return (
        "(SELECT CASE WHEN a.level IN ('state', 'government') THEN a.level ELSE 'other' END FROM awards_awardform a "
        f"WHERE a.id = COALESCE({row}.lowered_to_id, {row}.award_id))"
    )


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


MOTION = "awards_motion"
ENDED = "Nội dung này đã biểu quyết xong hoặc đã hủy nên không sửa được nữa."
BEGUN = "Phiên họp đã biểu quyết theo danh sách thành viên này nên không sửa danh sách được nữa."
KEPT_OF_MOTION = (
    *("seats", "present", "recused", "recused_present", "issued", "returned"),
    *("agree", "against", "abstain", "invalid", "written_agree", "written_against", "written_abstain"),
)


def motion_of(row, *statuses):
    told = ", ".join(f"'{status}'" for status in statuses)
    return f"EXISTS (SELECT 1 FROM {MOTION} m WHERE m.id = {row}.motion_id AND m.status IN ({told}))"


def lock_motion(row):
    return f"SELECT 1 FROM {MOTION} WHERE id = {row}.motion_id FOR NO KEY UPDATE"


def vote_guards(name, table, ways):
    """A vote is cast while voting is open, by a member who is present and has not stepped aside, and then stays."""
    locks = lock_motion("NEW")
    told = ", ".join(f"'{way}'" for way in ways)
    refusals = (
        (
            "in_open_voting",
            f"NOT EXISTS (SELECT 1 FROM {MOTION} m JOIN awards_seat s ON s.session_id = m.session_id "
            f"WHERE m.id = NEW.motion_id AND s.id = NEW.seat_id AND m.status = 'open' AND m.way IN ({told}))",
            "Biểu quyết chưa mở hoặc đã kết thúc nên không ghi nhận phiếu.",
        ),
        (
            "of_nobody_who_stepped_aside",
            "EXISTS (SELECT 1 FROM awards_recusal r WHERE r.motion_id = NEW.motion_id AND r.seat_id = NEW.seat_id)",
            "Thành viên không tham gia biểu quyết nội dung này nên không ghi nhận phiếu.",
        ),
        (
            "of_whoever_is_present",
            "(SELECT presence FROM awards_seat WHERE id = NEW.seat_id) <> 'present'",
            "Thành viên chưa được điểm danh có mặt nên không ghi nhận phiếu.",
        ),
    )
    for rule, when, says in refusals:
        yield Guard(name=f"{name}_{rule}", table=table, on=("insert",), when=when, says=says, locks=locks)
    yield Guard(
        name=f"{name}_stays",
        table=table,
        on=("update", "delete"),
        when="1 = 1",
        says="Phiếu đã bỏ được giữ nguyên, không sửa, không xóa.",
    )


def council_guards():
    same = " AND ".join(f"COALESCE(NEW.{name}, -1) = COALESCE(OLD.{name}, -1)" for name in KEPT_OF_MOTION)
    yield Guard(
        name="ended_motion_is_final",
        table=MOTION,
        on=("update",),
        when=(
            "OLD.status IN ('closed', 'void') AND NOT (NEW.status = OLD.status AND NEW.result = OLD.result "
            f"AND NEW.way = OLD.way AND NEW.places = OLD.places AND {same})"
        ),
        says=ENDED,
    )
    yield Guard(
        name="opened_motion_is_not_deleted",
        table=MOTION,
        on=("delete",),
        when="OLD.status <> 'draft'",
        says="Nội dung đã mở biểu quyết nên không bỏ được; nếu cần, hủy biểu quyết và ghi lý do.",
    )
    yield Guard(
        name="closed_session_is_final",
        table="awards_councilsession",
        on=("update", "delete"),
        when="OLD.status = 'closed'",
        says="Phiên họp đã kết thúc nên không sửa được nữa.",
    )
    yield Guard(
        name="closed_session_takes_no_motion",
        table=MOTION,
        on=("insert",),
        when="(SELECT status FROM awards_councilsession WHERE id = NEW.session_id) = 'closed'",
        says="Phiên họp đã kết thúc nên không thêm nội dung biểu quyết được.",
        locks="SELECT 1 FROM awards_councilsession WHERE id = NEW.session_id FOR NO KEY UPDATE",
    )
    for event, row in (("insert", "NEW"), ("delete", "OLD")):
        yield Guard(
            name=f"seats_stand_once_voting_began_{event}",
            table="awards_seat",
            on=(event,),
            when=f"EXISTS (SELECT 1 FROM {MOTION} m WHERE m.session_id = {row}.session_id "
            "AND m.status IN ('open', 'closed'))",
            says=BEGUN,
            locks=f"SELECT 1 FROM awards_councilsession WHERE id = {row}.session_id FOR NO KEY UPDATE",
        )
    yield Guard(
        name="whoever_voted_is_present",
        table="awards_seat",
        on=("update",),
        when=(
            "NEW.presence <> 'present' AND EXISTS (SELECT 1 FROM awards_turnout v "
            f"JOIN {MOTION} m ON m.id = v.motion_id WHERE v.seat_id = NEW.id AND m.status = 'open')"
        ),
        says="Thành viên đã bỏ phiếu trong nội dung đang biểu quyết nên không ghi là vắng mặt được.",
    )
    yield from vote_guards("turnout", "awards_turnout", ("named", "secret"))
    yield from vote_guards("named_vote", "awards_namedvote", ("named",))
    yield Guard(
        name="nobody_steps_aside_after_voting",
        table="awards_recusal",
        on=("insert",),
        when=(
            "EXISTS (SELECT 1 FROM awards_turnout v WHERE v.motion_id = NEW.motion_id AND v.seat_id = NEW.seat_id) "
            f"OR NOT {motion_of('NEW', 'draft', 'open')}"
        ),
        says="Thành viên đã bỏ phiếu hoặc biểu quyết đã kết thúc nên không ghi là không tham gia được nữa.",
        locks=lock_motion("NEW"),
    )
    yield Guard(
        name="recusal_stands",
        table="awards_recusal",
        on=("delete",),
        when=f"OLD.ground = 'unit' OR NOT {motion_of('OLD', 'draft', 'open')}",
        says="Người của đơn vị được xét không tham gia biểu quyết; biểu quyết xong thì danh sách này "
        "không sửa được.",
        locks=lock_motion("OLD"),
    )
    yield Guard(
        name="opinion_is_of_an_absent_member",
        table="awards_writtenopinion",
        on=("insert",),
        when=(
            f"NOT EXISTS (SELECT 1 FROM {MOTION} m JOIN awards_seat s ON s.session_id = m.session_id "
            "WHERE m.id = NEW.motion_id AND s.id = NEW.seat_id AND m.status = 'open' AND m.way IN ('hands', 'named') "
            "AND s.presence = 'absent') "
            "OR EXISTS (SELECT 1 FROM awards_recusal r WHERE r.motion_id = NEW.motion_id AND r.seat_id = NEW.seat_id)"
        ),
        says="Chỉ ghi tên người có ý kiến bằng văn bản khi biểu quyết công khai đang mở, với thành viên vắng mặt "
        "được tham gia biểu quyết.",
        locks=lock_motion("NEW"),
    )
    for event, row in (("insert", "NEW"), ("delete", "OLD")):
        yield Guard(
            name=f"candidates_stand_once_voting_began_{event}",
            table="awards_candidate",
            on=(event,),
            when=motion_of(row, "open", "closed", "void"),
            says="Danh sách bầu đã đưa ra biểu quyết nên không sửa được.",
            locks=lock_motion(row),
        )
    yield Guard(
        name="result_of_a_candidate_is_final",
        table="awards_candidate",
        on=("update",),
        when=motion_of("OLD", "closed", "void"),
        says=ENDED,
    )
    yield Guard(
        name="urn_is_filled_in_open_voting",
        table="awards_urn",
        on=("update",),
        when=f"NEW.content <> '' AND NOT {motion_of('NEW', 'open')}",
        says="Biểu quyết chưa mở hoặc đã kết thúc nên không ghi nhận phiếu.",
        locks=lock_motion("NEW"),
    )


def kept_unless(columns):
    """True where one of the columns changed."""
    return " OR ".join(f"COALESCE(NEW.{name}, '') <> COALESCE(OLD.{name}, '')" for name in columns)


def item_of_a_draft():
    """What a decision says of its dossiers changes only while it is a draft."""
    for event, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD")):
        yield Guard(
            name=f"item_of_an_issued_decision_{event}",
            table="awards_decisionitem",
            on=(event,),
            when=f"(SELECT status FROM awards_decision WHERE id = {row}.decision_id) <> 'draft'",
            says="Quyết định đã ban hành nên danh sách không sửa được nữa.",
            locks=f"SELECT 1 FROM awards_decision WHERE id = {row}.decision_id FOR UPDATE",
        )


def of_a_granted_award(name, table, says):
    return Guard(
        name=name,
        table=table,
        on=("insert", "update"),
        when=(
            "(SELECT outcome FROM awards_nomination WHERE id = NEW.nomination_id) NOT IN ('granted', 'lowered')"
        ),
        says=says,
        locks=lock("NEW.nomination_id"),
    )


DECISION_TEXTS = (
    "number",
    "body_name",
    "summary",
    "bases",
    "opening",
    "merit_words",
    "signatory",
    "post",
    "signs_as",
    "town",
)
LETTER_TEXTS = ("number", "recipient", "subject", "body", "signatory", "post", "signs_as")

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
        name="received_dossier_keeps_its_rules",
        table=NOMINATION,
        on=("update",),
        when="OLD.status NOT IN ('draft', 'submitted') AND NEW.rules_kept <> OLD.rules_kept",
        says="Hồ sơ đã tiếp nhận giữ nguyên quy định của ngày tiếp nhận.",
    ),
    Guard(
        name="condition_is_found_in_its_step",
        table="awards_conditionfinding",
        on=("insert", "update"),
        when=(
            f"{status_of('NEW.nomination_id')} <> CASE NEW.side WHEN 'unit' THEN 'draft' ELSE 'received' END"
        ),
        says="Hồ sơ không ở bước ghi ý kiến về điều kiện nên không ghi được.",
        locks=lock("NEW.nomination_id"),
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
        name="proposal_carries_awards_of_one_level",
        table=NOMINATION,
        on=("insert", "update"),
        when=(
            f"NEW.proposal_id IS NOT NULL AND EXISTS (SELECT 1 FROM {NOMINATION} n "
            "WHERE n.proposal_id = NEW.proposal_id AND n.id <> NEW.id "
            f"AND {put_up_as('n')} <> {put_up_as('NEW')})"
        ),
        says="Một tờ trình không gộp khen thưởng của Chủ tịch nước, của Chính phủ, Thủ tướng Chính phủ và các "
        "khen thưởng khác; lập tờ trình riêng cho từng loại.",
        locks="SELECT 1 FROM awards_proposal WHERE id = NEW.proposal_id FOR NO KEY UPDATE",
    ),
    Guard(
        name="issued_decision_is_final",
        table="awards_decision",
        on=("update",),
        when=(
            "OLD.status <> 'draft' AND (OLD.status <> 'issued' OR NEW.status <> 'cancelled' "
            "OR NEW.dated_on <> OLD.dated_on OR NEW.authority_id <> OLD.authority_id OR NEW.kind <> OLD.kind OR "
            f"{kept_unless(DECISION_TEXTS)})"
        ),
        says="Quyết định đã ban hành nên không sửa, không xóa được nữa.",
    ),
    Guard(
        name="issued_decision_is_not_deleted",
        table="awards_decision",
        on=("delete",),
        when="OLD.status <> 'draft'",
        says="Quyết định đã ban hành nên không sửa, không xóa được nữa.",
    ),
    *item_of_a_draft(),
    Guard(
        name="only_a_proposed_dossier_enters_a_decision",
        table="awards_decisionitem",
        on=("insert",),
        when=f"{status_of('NEW.nomination_id')} <> 'proposed'",
        says="Chỉ đưa vào quyết định hồ sơ đã trình, chưa có kết quả.",
        locks=lock("NEW.nomination_id"),
    ),
    of_a_granted_award(
        "only_a_granted_award_is_taken_back",
        "awards_cancellation",
        "Chỉ ghi nhận hủy bỏ đối với hồ sơ đã được khen thưởng.",
    ),
    Guard(
        name="cancellation_of_an_award_stands",
        table="awards_cancellation",
        on=("delete",),
        when="1 = 1",
        says="Việc hủy bỏ quyết định khen thưởng đã ghi nhận nên không xóa được.",
    ),
    of_a_granted_award(
        "only_a_granted_award_is_conferred",
        "awards_conferral",
        "Chỉ ghi việc trao tặng đối với hồ sơ đã được khen thưởng.",
    ),
    Guard(
        name="released_letter_is_final",
        table="awards_letter",
        on=("update", "delete"),
        when="OLD.status = 'released'",
        says="Thư đã gửi nên không sửa, không xóa được nữa.",
    ),
    Guard(
        name="letter_starts_as_a_draft",
        table="awards_letter",
        on=("insert",),
        when="NEW.status <> 'draft'",
        says="Thư mới phải là dự thảo chờ đọc.",
    ),
    Guard(
        name="letter_is_released_only_as_it_was_read",
        table="awards_letter",
        on=("update",),
        when=(
            "(NEW.status = 'released' AND OLD.status = 'draft') OR (OLD.status = 'read' AND NEW.status <> 'draft' "
            f"AND (COALESCE(CAST(NEW.dated_on AS TEXT), '') <> COALESCE(CAST(OLD.dated_on AS TEXT), '') "
            f"OR {kept_unless(LETTER_TEXTS)}))"
        ),
        says="Thư phải có người đọc đúng nội dung này trước khi gửi.",
    ),
    Guard(
        name="published_scores_are_final",
        table="awards_scoretable",
        on=("update", "delete"),
        when="OLD.status = 'published'",
        says=PUBLISHED,
    ),
    *council_guards(),
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
