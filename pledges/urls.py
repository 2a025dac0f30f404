from django.urls import path

from pledges.views import (
    batches,
    ceremonies,
    conference_parts,
    exports,
    flow,
    pledges,
    registrations,
    signatures,
    text,
    writing,
)

PLEDGES = [
    path("giao-uoc/", pledges.pledge_list, name="pledge_list"),
    path("giao-uoc/xuat-excel/", pledges.pledge_export, name="pledge_export"),
    path("nam/<int:pk>/giao-uoc/them/", pledges.pledge_add, name="pledge_add"),
    path("nam/<int:pk>/giao-uoc/lay-y-kien/", batches.pledges_send, name="pledges_send"),
    path("nam/<int:pk>/giao-uoc/pdf/", batches.pledges_pdf, name="pledges_pdf"),
    path("nam/<int:pk>/giao-uoc/truoc-khi-in/", batches.pledges_print_check, name="pledges_print_check"),
    path("nam/<int:pk>/giao-uoc/thong-nhat/", batches.pledges_agree, name="pledges_agree"),
    path("giao-uoc/<int:pk>/", pledges.pledge_detail, name="pledge_detail"),
    path("giao-uoc/<int:pk>/sua/", pledges.pledge_edit, name="pledge_edit"),
    path("giao-uoc/<int:pk>/chep-noi-dung/", pledges.pledge_copy_text, name="pledge_copy_text"),
    path("giao-uoc/<int:pk>/pdf/", pledges.pledge_pdf, name="pledge_pdf"),
    path("giao-uoc/<int:pk>/truoc-khi-in/", pledges.pledge_print_check, name="pledge_print_check"),
    path("giao-uoc/<int:pk>/lay-y-kien/", flow.pledge_send, name="pledge_send"),
    path("giao-uoc/<int:pk>/ve-du-thao/", flow.pledge_reopen, name="pledge_reopen"),
    path("giao-uoc/<int:pk>/thong-nhat/", flow.pledge_agree, name="pledge_agree"),
    path("giao-uoc/<int:pk>/ghi-nhan-da-ky/", flow.pledge_record, name="pledge_record"),
    path("giao-uoc/<int:pk>/gop-y/", flow.comment_add, name="comment_add"),
    path("gop-y/<int:pk>/tra-loi/", flow.comment_answer, name="comment_answer"),
    path("giao-uoc/<int:pk>/dang-ky/", registrations.registration_table, name="registration_table"),
    path("giao-uoc/<int:pk>/dang-ky/xuat-excel/", exports.registration_export, name="registration_export"),
    path("giao-uoc/<int:pk>/chu-ky/xuat-excel/", exports.signature_export, name="signature_export"),
    path(
        "giao-uoc/<int:pk>/dang-ky/<int:unit_id>/", registrations.registration_edit, name="registration_edit"
    ),
]
TEXT = [
    path("giao-uoc/<int:pk>/soan/", writing.pledge_write, name="pledge_write"),
    path("giao-uoc/<int:pk>/soan/hien-tai/", writing.pledge_state, name="pledge_state"),
    path("giao-uoc/<int:pk>/soan/luu/", writing.pledge_save, name="pledge_save"),
    path("giao-uoc/<int:pk>/soan/hoan-tac/", writing.pledge_put_back, name="pledge_put_back"),
    path("giao-uoc/<int:pk>/trang/", writing.pledge_pages, name="pledge_pages"),
    path("giao-uoc/<int:pk>/trang/<int:number>.png", writing.pledge_page, name="pledge_page"),
    path("noi-dung/<int:pk>/gop/", writing.content_merge, name="content_merge"),
    path("chi-tieu/<int:pk>/chuyen/", writing.target_move, name="target_move"),
    path("can-cu/<int:pk>/chuyen/", writing.basis_move, name="basis_move"),
    path("giao-uoc/<int:pk>/noi-dung/them/", text.content_add, name="content_add"),
    path("giao-uoc/<int:pk>/noi-dung/dan/", text.contents_paste, name="contents_paste"),
    path("noi-dung/<int:pk>/sua/", text.content_edit, name="content_edit"),
    path("noi-dung/<int:pk>/chuyen/", writing.content_move, name="content_move"),
    path("noi-dung/<int:pk>/bo/", writing.content_remove, name="content_remove"),
    path("giao-uoc/<int:pk>/chi-tieu/them/", text.target_add, name="target_add"),
    path("chi-tieu/<int:pk>/sua/", text.target_edit, name="target_edit"),
    path("chi-tieu/<int:pk>/bo/", writing.target_remove, name="target_remove"),
    path("giao-uoc/<int:pk>/can-cu/them/", text.basis_add, name="basis_add"),
    path("can-cu/<int:pk>/bo/", text.basis_remove, name="basis_remove"),
]
SIGNING = [
    path("chu-ky/<int:pk>/ky/", signatures.signature_sign, name="signature_sign"),
    path("chu-ky/<int:pk>/rut/", signatures.signature_withdraw, name="signature_withdraw"),
]
CONFERENCES = [
    path("hoi-nghi/", ceremonies.ceremony_list, name="ceremony_list"),
    path("hoi-nghi/xuat-excel/", ceremonies.ceremony_export, name="ceremony_export"),
    path("nam/<int:pk>/hoi-nghi/them/", ceremonies.ceremony_add, name="ceremony_add"),
    path("hoi-nghi/<int:pk>/", ceremonies.ceremony_detail, name="ceremony_detail"),
    path("hoi-nghi/<int:pk>/sua/", ceremonies.ceremony_edit, name="ceremony_edit"),
    path("hoi-nghi/<int:pk>/ky-ket/xuat-excel/", exports.signing_export, name="signing_export"),
    path("hoi-nghi/<int:pk>/dai-bieu/xuat-excel/", exports.participant_export, name="participant_export"),
    path("hoi-nghi/<int:pk>/viec/xuat-excel/", exports.follow_up_export, name="follow_up_export"),
    path("hoi-nghi/<int:pk>/dai-bieu/them/", conference_parts.participant_add, name="participant_add"),
    path("dai-bieu/<int:pk>/sua/", conference_parts.participant_edit, name="participant_edit"),
    path("dai-bieu/<int:pk>/bo/", conference_parts.participant_remove, name="participant_remove"),
    path("hoi-nghi/<int:pk>/chuong-trinh/them/", conference_parts.agenda_add, name="agenda_add"),
    path("chuong-trinh/<int:pk>/sua/", conference_parts.agenda_edit, name="agenda_edit"),
    path("chuong-trinh/<int:pk>/bo/", conference_parts.agenda_remove, name="agenda_remove"),
    path("hoi-nghi/<int:pk>/y-kien/them/", conference_parts.remark_add, name="remark_add"),
    path("y-kien/<int:pk>/sua/", conference_parts.remark_edit, name="remark_edit"),
    path("y-kien/<int:pk>/bo/", conference_parts.remark_remove, name="remark_remove"),
    path("hoi-nghi/<int:pk>/viec/them/", conference_parts.follow_up_add, name="follow_up_add"),
    path("viec/<int:pk>/sua/", conference_parts.follow_up_edit, name="follow_up_edit"),
    path("viec/<int:pk>/bo/", conference_parts.follow_up_remove, name="follow_up_remove"),
]

app_name = "pledges"
urlpatterns = [*PLEDGES, *TEXT, *SIGNING, *CONFERENCES]
