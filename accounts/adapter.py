from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are made by the administrator, never by strangers."""
        return False
