from allauth.account import views as allauth
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as own_sign_on
from django.urls import include, path, re_path

from accounts import mail_views, views
from accounts.access import Permission, by_class
from accounts.own_sign_on import reaching


def everybody(view):
    return by_class(view, "public")


def signed_in(view):
    return by_class(view, Permission.OVERVIEW)


# allauth reverses its own names without a namespace.
SIGN_IN = [
    path("dang-nhap/", everybody(allauth.login), name="account_login"),
    path("dang-xuat/", everybody(allauth.logout), name="account_logout"),
    path("dang-ky/", everybody(allauth.signup), name="account_signup"),
    path("tai-khoan-tam-khoa/", everybody(allauth.account_inactive), name="account_inactive"),
    path("doi-mat-khau/", signed_in(views.password_change), name="account_change_password"),
    path("xac-nhan-lai/", signed_in(allauth.reauthenticate), name="account_reauthenticate"),
]
FORGOTTEN = [
    path("quen-mat-khau/", everybody(allauth.password_reset), name="account_reset_password"),
    path("quen-mat-khau/da-gui/", everybody(allauth.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^dat-lai-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        everybody(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "dat-lai-mat-khau/xong/",
        everybody(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
SECOND_FACTOR = [
    path("xac-thuc/", signed_in(second_factor.index), name="mfa_index"),
    path("dang-nhap/ma-xac-thuc/", everybody(second_factor.authenticate), name="mfa_authenticate"),
    path("xac-nhan-lai/ma-xac-thuc/", signed_in(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path(
        "xac-nhan-lai/khoa-bao-mat/",
        signed_in(keys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("xac-thuc/ung-dung/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("xac-thuc/ung-dung/bo/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("xac-thuc/khoa/", signed_in(keys.list_webauthn), name="mfa_list_webauthn"),
    path("xac-thuc/khoa/them/", signed_in(keys.add_webauthn), name="mfa_add_webauthn"),
    path("xac-thuc/khoa/<int:pk>/bo/", signed_in(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("xac-thuc/khoa/<int:pk>/sua/", signed_in(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path("xac-thuc/ma-du-phong/", signed_in(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "xac-thuc/ma-du-phong/lap-moi/",
        signed_in(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "xac-thuc/ma-du-phong/tai-ve/",
        signed_in(views.RecoveryCodesFile.as_view()),
        name="mfa_download_recovery_codes",
    ),
]
OWN_SIGN_ON = [
    path("dang-nhap-qua/thoi/", everybody(social.login_cancelled), name="socialaccount_login_cancelled"),
    path(
        "dang-nhap-qua/<slug:provider_id>/",
        everybody(reaching(own_sign_on.login)),
        name="openid_connect_login",
    ),
    path(
        "dang-nhap-qua/<slug:provider_id>/tra-ve/",
        everybody(reaching(own_sign_on.callback)),
        name="openid_connect_callback",
    ),
]
OWN = [
    path("ho-so/", views.profile, name="profile"),
    path("ho-so/thu-dien-tu/", mail_views.mail_choice, name="mail_choice"),
    path("thoi-nhan-thu/<str:token>/", mail_views.mail_unsubscribe, name="mail_unsubscribe"),
    path("ho-so/phien-dang-nhap/", views.session_list, name="session_list"),
    path("ho-so/phien-dang-nhap/ket-thuc/", views.sessions_end, name="sessions_end"),
    path("ho-so/phien-dang-nhap/<int:pk>/ket-thuc/", views.session_end, name="session_end"),
    path("gui-lai/", views.resubmit, name="resubmit"),
    path("loi-moi/<str:token>/", views.invitation_accept, name="invitation_accept"),
    path("nguoi-dung/<int:pk>/xoa-du-lieu/", views.person_erase, name="person_erase"),
]

urlpatterns = [
    *SIGN_IN,
    *FORGOTTEN,
    *SECOND_FACTOR,
    *OWN_SIGN_ON,
    path("", include((OWN, "accounts"))),
]
