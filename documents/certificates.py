"""A certificate for trying out the digital seal: worth nothing, and it says so in its name."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.utils import timezone
from django.utils.crypto import get_random_string

from documents.seal import TEST_NAME

VALID_FOR = timedelta(days=5 * 365)


def make_test_seal(folder):
    """Write root, certificate, passphrase and ``seals.toml`` into the folder; return the path of the last."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    root_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    root_name, name = _name(f"{TEST_NAME} - GỐC"), _name(TEST_NAME)
    root = _certificate(root_name, root_name, root_key.public_key(), root_key, is_root=True)
    certificate = _certificate(name, root_name, key.public_key(), root_key, is_root=False)
    passphrase = get_random_string(40)
    locked = serialization.BestAvailableEncryption(passphrase.encode())
    bundle = pkcs12.serialize_key_and_certificates(b"con-dau", key, certificate, [root], locked)
    _write(folder / "goc.pem", root.public_bytes(serialization.Encoding.PEM))
    _write(folder / "con-dau.p12", bundle)
    _write(folder / "mat-khau", passphrase.encode())
    seals = folder / "seals.toml"
    _write(
        seals,
        b'trust = ["goc.pem"]\n\n[[seal]]\nauthority = "*"\npkcs12 = "con-dau.p12"\npassphrase_file = "mat-khau"\n',
    )
    return seals


def _name(common):
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _certificate(subject, issuer, public_key, issuer_key, *, is_root):
    start = timezone.now() - timedelta(days=1)
    signs = {"digital_signature": not is_root, "content_commitment": not is_root}
    other = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")
    usage = x509.KeyUsage(**signs, **dict.fromkeys(other, False), key_cert_sign=is_root, crl_sign=is_root)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=0 if is_root else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    return builder.sign(issuer_key, hashes.SHA256())


def _write(path, content):
    path.touch(mode=0o600)
    path.write_bytes(content)
