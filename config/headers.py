"""The headers that every answer carries, whatever made it: a page, a file, an error, a redirect."""

# What a page of this site, or a page within it, may ask of the visitor's device: nothing of this list. A second
# factor on a key (publickey-credentials) and copying a code stay with the pages of this site alone.
REFUSED = (
    *(
        "accelerometer",
        "ambient-light-sensor",
        "attribution-reporting",
        "autoplay",
        "bluetooth",
        "browsing-topics",
    ),
    *(
        "camera",
        "compute-pressure",
        "display-capture",
        "encrypted-media",
        "gamepad",
        "geolocation",
        "gyroscope",
    ),
    *("hid", "idle-detection", "join-ad-interest-group", "keyboard-map", "local-fonts", "magnetometer"),
    *("microphone", "midi", "otp-credentials", "payment", "picture-in-picture", "run-ad-auction", "serial"),
    *("storage-access", "sync-xhr", "unload", "usb", "window-management", "xr-spatial-tracking"),
)
OWN = ("clipboard-write", "fullscreen", "publickey-credentials-create", "publickey-credentials-get")
ALWAYS = {
    "Permissions-Policy": ", ".join([f"{name}=()" for name in REFUSED] + [f"{name}=(self)" for name in OWN]),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Frame-Options": "DENY",
}
NOT_KEPT = "private, no-store"


class Protect:
    """Middleware, the outermost: also what a later one answers by itself carries these headers.

    An answer that does not say how long it may be kept is kept nowhere: behind "back" after signing out, or on a
    shared machine, stands no page of anybody.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = NOT_KEPT
        return response
