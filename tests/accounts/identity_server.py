"""A small OpenID Connect server on loopback: discovery, consent, signed tokens, user information, over real HTTP."""

import base64
import hashlib
import json
import secrets
import ssl
import threading
import time
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT_ID, CLIENT_SECRET = "so-thi-dua", "bi-mat-cua-ung-dung"


class IdentityServer(ThreadingHTTPServer):
    """``person`` is who is signed in there; what the program sends is checked as a real server would."""

    daemon_threads = True

    def __init__(self, certificate=None):
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.server_port}"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person = {}
        self.audience = CLIENT_ID
        self.in_the_clear = set()  # names of the addresses that discovery gives without TLS
        self.moved_to = None  # where it sends on who exchanges a code
        self.codes, self.tokens, self.heard = {}, {}, []

    def id_token(self):
        now = int(time.time())
        said = {"iss": self.url, "aud": self.audience, "iat": now, "exp": now + 300, **self.person}
        return jwt.encode(said, self.key, algorithm="RS256", headers={"kid": "1"})

    def give_code(self, asked):
        """What the consent page does when the person agrees: return the address to go back to."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, sent):
        asked = self.codes.pop(sent.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        is_right = (
            asked is not None
            and (sent.get("client_id"), sent.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
            and sent.get("redirect_uri") == asked["redirect_uri"]
            and challenge.rstrip(b"=").decode() == asked.get("code_challenge")
        )
        if not is_right:
            return 400, {"error": "invalid_grant"}
        token = secrets.token_urlsafe(16)
        self.tokens[token] = self.person
        return 200, {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.id_token(),
        }


class Answers(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def answer(self, status, data):
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = self.server.url
        if self.path == "/.well-known/openid-configuration":
            names = {
                "authorization_endpoint": "/authorize",
                "token_endpoint": "/token",
                "userinfo_endpoint": "/userinfo",
                "jwks_uri": "/keys",
            }
            methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
            told = {name: url + path for name, path in names.items()}
            told |= {name: told[name].replace("https:", "http:") for name in self.server.in_the_clear}
            self.answer(200, {"issuer": url, **methods, **told})
        elif self.path == "/userinfo":
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            known = token in self.server.tokens
            self.answer(200 if known else 401, self.server.tokens.get(token, {}))
        else:
            self.answer(404, {})

    def do_POST(self):
        self.server.heard.append(self.path)
        if self.server.moved_to:
            self.send_response(307)
            self.send_header("Location", self.server.moved_to)
            self.end_headers()
            return
        length = int(self.headers.get("Content-Length", 0))
        sent = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        self.answer(*self.server.exchange(sent))


def asked_of(address):
    """What a browser that is sent to the server brings along."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def certificate_in(folder):
    """Write a certificate for 127.0.0.1, signed by itself, with its key; return the path of the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1))
        .not_valid_after(datetime(2100, 1, 1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path = folder / "127.0.0.1.pem"
    path.write_bytes(
        made.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@contextmanager
def identity_server(certificate=None):
    server = IdentityServer(certificate)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
