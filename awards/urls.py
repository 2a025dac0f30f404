from django.urls import path

from awards.views import (
    awards,
    checks,
    evidence,
    flow,
    nominations,
    proposals,
    quotas,
    reports,
    reviews,
    score_parts,
    score_results,
    score_sheets,
    score_steps,
    score_tables,
    statistics,
)

app_name = "awards"
urlpatterns = [
    # the catalogue
    path("danh-muc-khen-thuong/", awards.award_list, name="award_list"),
    path("danh-muc-khen-thuong/xuat-excel/", awards.award_export, name="award_export"),
    path("danh-muc-khen-thuong/<int:pk>/", awards.award_detail, name="award_detail"),
    # dossiers
    path("de-nghi/", nominations.nomination_list, name="nomination_list"),
    path("de-nghi/xuat-excel/", nominations.nomination_export, name="nomination_export"),
    path("de-nghi/chuyen-buoc/", flow.nominations_move, name="nominations_move"),
    path("nam/<int:pk>/de-nghi/them/", nominations.nomination_add, name="nomination_add"),
    path("nam/<int:pk>/de-nghi/ghi-nhan/", nominations.nomination_record, name="nomination_record"),
    path("nam/<int:pk>/khen-thuong/ghi-nhan/", flow.award_record, name="award_record"),
    path("de-nghi/<int:pk>/", nominations.nomination_detail, name="nomination_detail"),
    path("de-nghi/<int:pk>/sua/", nominations.nomination_edit, name="nomination_edit"),
    path("de-nghi/<int:pk>/nop/", flow.nomination_submit, name="nomination_submit"),
    path("de-nghi/<int:pk>/tiep-nhan/", flow.nomination_receive, name="nomination_receive"),
    path("de-nghi/<int:pk>/tham-dinh/", flow.nomination_appraise, name="nomination_appraise"),
    path("de-nghi/<int:pk>/tra-lai/", flow.nomination_send_back, name="nomination_send_back"),
    path("de-nghi/<int:pk>/ha-muc/", flow.nomination_lower, name="nomination_lower"),
    path("de-nghi/<int:pk>/rut/", flow.nomination_withdraw, name="nomination_withdraw"),
    path("de-nghi/<int:pk>/ket-thuc-xet/", flow.nomination_close_review, name="nomination_close_review"),
    path("de-nghi/<int:pk>/ket-qua/", flow.nomination_decide, name="nomination_decide"),
    path("de-nghi/<int:pk>/bao-cao-thanh-tich/pdf/", reports.report_pdf, name="report_pdf"),
    path("de-nghi/<int:pk>/bao-cao-thanh-tich/word/", reports.report_word, name="report_word"),
    # what a dossier is judged by
    path(
        "de-nghi/<int:pk>/dieu-kien/<int:condition>/giai-trinh/",
        checks.condition_explain,
        name="condition_explain",
    ),
    path(
        "de-nghi/<int:pk>/dieu-kien/<int:condition>/ket-luan/", checks.condition_find, name="condition_find"
    ),
    path(
        "de-nghi/<int:pk>/tham-dinh/thieu-giay-to/",
        checks.appraise_without_papers,
        name="appraise_without_papers",
    ),
    path("de-nghi/<int:pk>/muc-hoan-thanh/", checks.nomination_ratings, name="nomination_ratings"),
    path("don-vi/<int:pk>/muc-hoan-thanh/", checks.unit_ratings, name="unit_ratings"),
    path("don-vi/<int:pk>/muc-hoan-thanh/sua/", checks.unit_ratings_edit, name="unit_ratings_edit"),
    path(
        "don-vi/<int:pk>/muc-hoan-thanh/xuat-excel/", checks.unit_ratings_export, name="unit_ratings_export"
    ),
    path("nam/<int:pk>/so-luong-toi-da/", quotas.quota_list, name="quota_list"),
    path("nam/<int:pk>/so-luong-toi-da/xuat-excel/", quotas.quota_export, name="quota_export"),
    path("nam/<int:pk>/so-luong-toi-da/them/", quotas.quota_add, name="quota_add"),
    path("so-luong-toi-da/<int:pk>/sua/", quotas.quota_edit, name="quota_edit"),
    path("so-luong-toi-da/<int:pk>/bo/", quotas.quota_remove, name="quota_remove"),
    # evidence
    path("de-nghi/<int:pk>/minh-chung/them/", evidence.evidence_add, name="evidence_add"),
    path("minh-chung/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path("minh-chung/<int:pk>/trang/<int:number>.png", evidence.evidence_page, name="evidence_page"),
    path("minh-chung/<int:pk>/bo/", evidence.evidence_remove, name="evidence_remove"),
    # the leaders
    path("xet/", reviews.review_queue, name="review_queue"),
    path("xet/xuat-excel/", reviews.review_export, name="review_export"),
    path("de-nghi/<int:pk>/xet/", reviews.nomination_review, name="nomination_review"),
    # reports
    path("thong-ke/", statistics.statistics, name="statistics"),
    path("thong-ke/xuat-excel/", statistics.statistics_export, name="statistics_export"),
    path("de-nghi/<int:pk>/xet/khong-tham-gia/", reviews.review_step_aside, name="review_step_aside"),
    path("de-nghi/<int:pk>/xet/tham-gia-lai/", reviews.review_rejoin, name="review_rejoin"),
    path("nam/<int:pk>/xet/tien-do/", reviews.review_progress, name="review_progress"),
    path(
        "nam/<int:pk>/xet/tien-do/xuat-excel/", reviews.review_progress_export, name="review_progress_export"
    ),
    path("nam/<int:pk>/xet/nhac/", reviews.review_remind, name="review_remind"),
    path("nam/<int:pk>/xet/quy-tac/", reviews.review_sight, name="review_sight"),
    # proposals
    path("to-trinh/", proposals.proposal_list, name="proposal_list"),
    path("to-trinh/xuat-excel/", proposals.proposal_export, name="proposal_export"),
    path("nam/<int:pk>/to-trinh/them/", proposals.proposal_add, name="proposal_add"),
    path("to-trinh/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path(
        "to-trinh/<int:pk>/ho-so/xuat-excel/",
        proposals.proposal_nominations_export,
        name="proposal_nominations_export",
    ),
    path("to-trinh/<int:pk>/sua/", proposals.proposal_edit, name="proposal_edit"),
    path("to-trinh/<int:pk>/ban-hanh/", proposals.proposal_issue, name="proposal_issue"),
    path("to-trinh/<int:pk>/pdf/", proposals.proposal_pdf, name="proposal_pdf"),
    path("to-trinh/<int:pk>/word/", proposals.proposal_word, name="proposal_word"),
    path("to-trinh/<int:pk>/trich-ngang/pdf/", proposals.proposal_list_pdf, name="proposal_list_pdf"),
    path("to-trinh/<int:pk>/trich-ngang/word/", proposals.proposal_list_word, name="proposal_list_word"),
    # the ranking, what is decided about it, and each unit's result
    path("nam/<int:pk>/xep-hang/", score_results.score_ranking, name="score_ranking"),
    path(
        "nam/<int:pk>/xep-hang/xuat-excel/", score_results.score_ranking_export, name="score_ranking_export"
    ),
    path(
        "nam/<int:pk>/xep-hang/diem/xuat-excel/",
        score_results.score_points_export,
        name="score_points_export",
    ),
    path("nam/<int:pk>/xep-hang/pdf/", score_results.score_ranking_pdf, name="score_ranking_pdf"),
    path("nam/<int:pk>/xep-hang/word/", score_results.score_ranking_word, name="score_ranking_word"),
    path("nam/<int:pk>/xep-hang/<int:rank>/thu-tu/", score_results.score_order, name="score_order"),
    path("nam/<int:pk>/xep-hang/<int:rank>/so-phieu/", score_results.score_votes, name="score_votes"),
    path("nam/<int:pk>/xep-hang/khong-xep-hang/them/", score_results.score_stop_add, name="score_stop_add"),
    path("don-vi-khong-xep-hang/<int:pk>/bo/", score_results.score_stop_lift, name="score_stop_lift"),
    path("nam/<int:pk>/xep-hang/cong-bo/", score_results.score_publish, name="score_publish"),
    path("phieu-cham-diem/<int:pk>/ket-qua/", score_results.score_result, name="score_result"),
    path("phieu-cham-diem/<int:pk>/ket-qua/pdf/", score_results.score_result_pdf, name="score_result_pdf"),
    path("phieu-cham-diem/<int:pk>/ket-qua/word/", score_results.score_result_word, name="score_result_word"),
    # score tables
    path("nam/<int:pk>/bang-diem/", score_tables.score_table, name="score_table"),
    path("nam/<int:pk>/bang-diem/lap/", score_tables.score_table_add, name="score_table_add"),
    path("nam/<int:pk>/bang-diem/chep/", score_tables.score_table_copy, name="score_table_copy"),
    path("bang-diem/<int:pk>/sua/", score_tables.score_table_edit, name="score_table_edit"),
    path("bang-diem/<int:pk>/mo-cham-diem/", score_tables.score_table_open, name="score_table_open"),
    path("bang-diem/<int:pk>/xuat-excel/", score_tables.score_table_export, name="score_table_export"),
    path("bang-diem/<int:pk>/nhap-excel/", score_tables.score_table_import, name="score_table_import"),
    path("bang-diem/<int:pk>/tieu-chi/them/", score_tables.criterion_add, name="criterion_add"),
    path("tieu-chi/<int:pk>/sua/", score_tables.criterion_edit, name="criterion_edit"),
    path("tieu-chi/<int:pk>/chuyen/", score_tables.criterion_move, name="criterion_move"),
    path("tieu-chi/<int:pk>/bo/", score_tables.criterion_remove, name="criterion_remove"),
    path("bang-diem/<int:pk>/xep-loai/them/", score_tables.result_class_add, name="result_class_add"),
    path("xep-loai/<int:pk>/bo/", score_tables.result_class_remove, name="result_class_remove"),
    path("bang-diem/<int:pk>/quy-tac/them/", score_tables.tie_break_add, name="tie_break_add"),
    path("quy-tac/<int:pk>/bo/", score_tables.tie_break_remove, name="tie_break_remove"),
    path("bang-diem/<int:pk>/khong-xep-hang/them/", score_tables.hard_stop_add, name="hard_stop_add"),
    path("khong-xep-hang/<int:pk>/bo/", score_tables.hard_stop_remove, name="hard_stop_remove"),
    # score sheets
    path("nam/<int:pk>/cham-diem/", score_sheets.score_board, name="score_board"),
    path("nam/<int:pk>/cham-diem/them-phieu/", score_steps.score_sheets_add, name="score_sheets_add"),
    path("nam/<int:pk>/cham-diem/cham-cheo/", score_steps.score_checkers, name="score_checkers"),
    path("nam/<int:pk>/cham-diem/xac-nhan/", score_steps.score_confirm_many, name="score_confirm_many"),
    path("phieu-cham-diem/<int:pk>/", score_sheets.score_sheet, name="score_sheet"),
    path("phieu-cham-diem/<int:pk>/luu/", score_sheets.score_save, name="score_save"),
    path("phieu-cham-diem/<int:pk>/dong-y/", score_sheets.score_agree, name="score_agree"),
    path("phieu-cham-diem/<int:pk>/nop/", score_steps.score_submit, name="score_submit"),
    path("phieu-cham-diem/<int:pk>/tham-dinh-xong/", score_steps.score_finish, name="score_finish"),
    path("phieu-cham-diem/<int:pk>/xac-nhan/", score_steps.score_confirm, name="score_confirm"),
    path("phieu-cham-diem/<int:pk>/tra-lai/", score_steps.score_send_back, name="score_send_back"),
    path(
        "phieu-cham-diem/<int:pk>/giai-trinh/them/", score_parts.score_question_add, name="score_question_add"
    ),
    path("giai-trinh/<int:pk>/tra-loi/", score_parts.score_question_answer, name="score_question_answer"),
    path(
        "phieu-cham-diem/<int:pk>/tieu-chi/<int:criterion>/minh-chung/them/",
        score_parts.score_evidence_add,
        name="score_evidence_add",
    ),
    path("minh-chung-cham-diem/<int:pk>/", score_parts.score_evidence, name="score_evidence"),
    path("minh-chung-cham-diem/<int:pk>/tep/", score_parts.score_evidence_file, name="score_evidence_file"),
    path(
        "minh-chung-cham-diem/<int:pk>/trang/<int:number>.png",
        score_parts.score_evidence_page,
        name="score_evidence_page",
    ),
    path(
        "minh-chung-cham-diem/<int:pk>/bo/", score_parts.score_evidence_remove, name="score_evidence_remove"
    ),
]
