from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are made by the administrator, never by strangers."""
        return False

    def is_safe_url(self, url):
        """allauth takes the address apart before it asks whether it is one: "http://[" is none."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False
