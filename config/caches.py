"""Where the pages that are kept lie (clusters/kept.py)."""

import pickle  # nosec B403
import secrets
import zlib

from django.core.cache.backends.filebased import FileBasedCache


class PageFiles(FileBasedCache):
    """As Django's, for what is written far more often than read: it counts its files at one of fifty writes, and
    packs them quickly rather than tightly."""

    def _cull(self):
        if not secrets.randbelow(50):
            super()._cull()

    def _write_content(self, file, timeout, value):
        file.write(pickle.dumps(self.get_backend_timeout(timeout), self.pickle_protocol))
        file.write(zlib.compress(pickle.dumps(value, self.pickle_protocol), level=1))
