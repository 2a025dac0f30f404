from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Tài khoản và phân công"

    def ready(self):
        from accounts import access_letters, notices, signals  # noqa: F401  letters register their samples

        signals.connect()
