"""The instance's signature (Ed25519): its key comes from the instance's secret, its public part is published."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

PURPOSE = b"beffroi instance signature 1"


def _private_key() -> Ed25519PrivateKey:
    seed = hmac.digest(settings.SECRET_KEY.encode(), PURPOSE, hashlib.sha256)
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key() -> str:
    """Return the public part of the instance's key, in hexadecimal."""
    return _private_key().public_key().public_bytes_raw().hex()


def sign(message: bytes) -> str:
    """Return the instance's signature of a message, in hexadecimal."""
    return _private_key().sign(message).hex()


def signed_by(signer: str, message: bytes, signature: str) -> bool:
    """Tell whether the signature of a message is that of a public key, all in hexadecimal."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
