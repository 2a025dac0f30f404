from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Tài khoản và phân công"

    def ready(self):
        from allauth.account.signals import password_changed

        password_changed.connect(remember_password_change, dispatch_uid="remember_password_change")


def remember_password_change(sender, request, user, **kwargs):
    from accounts import actions

    actions.note_password_change(user, by=user)
