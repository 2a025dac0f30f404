from django.urls import path

from awards.views import awards, evidence, flow, nominations, proposals, reviews, score_results

app_name = "awards"
urlpatterns = [
    # the catalogue
    path("danh-muc-khen-thuong/", awards.award_list, name="award_list"),
    path("danh-muc-khen-thuong/xuat-excel/", awards.award_export, name="award_export"),
    path("danh-muc-khen-thuong/<int:pk>/", awards.award_detail, name="award_detail"),
    # dossiers
    path("de-nghi/", nominations.nomination_list, name="nomination_list"),
    path("de-nghi/xuat-excel/", nominations.nomination_export, name="nomination_export"),
    path("de-nghi/tiep-nhan/", flow.nominations_receive, name="nominations_receive"),
    path("nam/<int:pk>/de-nghi/them/", nominations.nomination_add, name="nomination_add"),
    path("nam/<int:pk>/de-nghi/ghi-nhan/", nominations.nomination_record, name="nomination_record"),
    path("de-nghi/<int:pk>/", nominations.nomination_detail, name="nomination_detail"),
    path("de-nghi/<int:pk>/sua/", nominations.nomination_edit, name="nomination_edit"),
    path("de-nghi/<int:pk>/nop/", flow.nomination_submit, name="nomination_submit"),
    path("de-nghi/<int:pk>/tiep-nhan/", flow.nomination_receive, name="nomination_receive"),
    path("de-nghi/<int:pk>/tra-lai/", flow.nomination_send_back, name="nomination_send_back"),
    path("de-nghi/<int:pk>/rut/", flow.nomination_withdraw, name="nomination_withdraw"),
    path("de-nghi/<int:pk>/ket-thuc-xet/", flow.nomination_close_review, name="nomination_close_review"),
    path("de-nghi/<int:pk>/ket-qua/", flow.nomination_decide, name="nomination_decide"),
    # evidence
    path("de-nghi/<int:pk>/minh-chung/them/", evidence.evidence_add, name="evidence_add"),
    path("minh-chung/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path("minh-chung/<int:pk>/bo/", evidence.evidence_remove, name="evidence_remove"),
    # the leaders
    path("xet/", reviews.review_queue, name="review_queue"),
    path("xet/xuat-excel/", reviews.review_export, name="review_export"),
    path("de-nghi/<int:pk>/xet/", reviews.nomination_review, name="nomination_review"),
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
]
