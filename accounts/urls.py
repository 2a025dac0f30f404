from allauth.account import views as allauth
from django.urls import include, path

from accounts import views
from accounts.access import Permission, by_class

# allauth reverses its own names without a namespace.
SIGN_IN = [
    path("dang-nhap/", by_class(allauth.login, "public"), name="account_login"),
    path("dang-xuat/", by_class(allauth.logout, "public"), name="account_logout"),
    path("dang-ky/", by_class(allauth.signup, "public"), name="account_signup"),
    path("tai-khoan-tam-khoa/", by_class(allauth.account_inactive, "public"), name="account_inactive"),
    path(
        "doi-mat-khau/",
        by_class(allauth.password_change, Permission.OVERVIEW),
        name="account_change_password",
    ),
    path(
        "xac-nhan-lai/", by_class(allauth.reauthenticate, Permission.OVERVIEW), name="account_reauthenticate"
    ),
]
OWN = [
    path("ho-so/", views.profile, name="profile"),
    path("gui-lai/", views.resubmit, name="resubmit"),
    path("nguoi-dung/<int:pk>/xoa-du-lieu/", views.person_erase, name="person_erase"),
]

urlpatterns = [*SIGN_IN, path("", include((OWN, "accounts")))]
