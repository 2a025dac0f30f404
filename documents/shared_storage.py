"""The files of several hosts in one S3-compatible storage."""

from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from documents.storage import FilesAway

IN_MEMORY = 4 << 20  # bytes of a fetched file; a longer one lies on disk while it is read
NO_ADDRESS = "Files are handed out by guarded views, never by an address of their own."


@contextmanager
def _or_away():
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as error:
        raise FilesAway(f"the storage of the files did not answer: {error}") from error


class SharedStorage(S3Storage):
    """Files in a private bucket. An opened file is here as a whole, so that no page breaks off in its middle."""

    def get_default_settings(self):
        found = super().get_default_settings()
        return {
            **found,
            "file_overwrite": False,
            "max_memory_size": IN_MEMORY,
            "transfer_config": TransferConfig(use_threads=False),
        }

    def __init__(self, **settings):
        # An endpoint of one's own has seldom a host name for each bucket, nor the newest kinds of checksums.
        style = "path" if settings.get("endpoint_url") else "auto"
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": style},
            connect_timeout=3,
            read_timeout=30,
            retries={"total_max_attempts": 2, "mode": "standard"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(**{"client_config": config, **settings})

    def _open(self, name, mode="rb"):
        with _or_away():
            opened = super()._open(name, mode)
            if "r" in mode:
                opened.open()
            return opened

    def _save(self, name, content):
        with _or_away():
            return super()._save(name, content)

    def delete(self, name):
        with _or_away():
            super().delete(name)

    def exists(self, name):
        with _or_away():
            return super().exists(name)

    def listdir(self, name):
        with _or_away():
            return super().listdir(name)

    def size(self, name):
        with _or_away():
            return super().size(name)

    def get_modified_time(self, name):
        with _or_away():
            return super().get_modified_time(name)

    def url(self, name, *args, **kwargs):
        raise ValueError(NO_ADDRESS)
