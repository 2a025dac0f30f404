from allauth.account.auth_backends import AuthenticationBackend


class Backend(AuthenticationBackend):
    """Who may sign in, and on every further request whether they still may: an account that was shut, or whose
    last day is over, is nobody from that moment on."""

    def user_can_authenticate(self, user):
        return user.may_enter()
