"""An S3 storage on this machine, spoken to by HTTP: it can be switched off and on again and keeps what it has."""

import logging
import socket
from itertools import count

import boto3
from moto.server import ThreadedMotoServer

NUMBERS = count(1)  # what lay in one bucket is not in the next
KEY = "khoa-cua-bai-thu"  # moto asks for a key and takes any


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Bucket:
    """``settings`` is what STORAGES says of it, ``environment`` what a process of its own is told."""

    def __init__(self):
        self.name = f"so-thi-dua-{next(NUMBERS)}"
        self.port = free_port()
        self.server = None
        self.start()
        self.client = boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=KEY,
            aws_secret_access_key=KEY,
        )
        self.client.create_bucket(Bucket=self.name)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self):
        return {
            "S3_BUCKET": self.name,
            "S3_ENDPOINT_URL": self.url,
            "S3_ACCESS_KEY": KEY,
            "S3_SECRET_KEY": KEY,
        }

    @property
    def settings(self):
        options = {"bucket_name": self.name, "endpoint_url": self.url, "region_name": "us-east-1"}
        options |= {"access_key": KEY, "secret_key": KEY}
        return {"BACKEND": "documents.shared_storage.SharedStorage", "OPTIONS": options}

    def start(self):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.server = ThreadedMotoServer("127.0.0.1", self.port, verbose=False)
        self.server.start()

    def stop(self):
        """Be away; a second time does nothing."""
        if self.server:
            self.server.stop()
            self.server = None

    def names(self):
        found = self.client.list_objects_v2(Bucket=self.name)
        return sorted(row["Key"] for row in found.get("Contents", []))
