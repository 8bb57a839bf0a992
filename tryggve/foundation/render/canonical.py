"""What exactly is hashed? The one way to write an edition's body as text (after RFC 8785).

Sorted keys, no spaces, UTF-8, numbers as ECMAScript writes them. Anyone with the body and an
ordinary SHA-256 can check an edition without this program.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from tryggve.kernel.errors import DomainError

LARGEST_SAFE_INTEGER: Final = 2**53 - 1
SMALLEST_PLAIN: Final = 1e-6  # below this ECMAScript writes an exponent
TEXT_MARK: Final = "$text"
HASH_MARK: Final = "hmac_sha256"
_quoted = json.JSONEncoder(ensure_ascii=False).encode


class CannotFreeze(DomainError):
    """The body cannot be written in one single way, or does not fit its texts."""


def canonical_json(value: object) -> str:
    """The canonical text of a JSON value.

    Raises CannotFreeze for what has no single form: NaN, infinity, numbers so large that other
    languages would round them, keys that are not text, broken characters, and anything that is not JSON.
    """
    return _written(value, "$")


def sha256_of(text: str) -> str:
    """The SHA-256 of the text's UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def salted_hash(text: str, salt: str) -> str:
    """HMAC-SHA256 of the text with the salt (hexadecimal) as key: reveals nothing once the salt is gone."""
    return hmac.new(bytes.fromhex(salt), text.encode(), hashlib.sha256).hexdigest()


def text_keys(body: object) -> Iterator[str]:
    """The keys of all free texts that the body refers to."""
    if isinstance(body, dict):
        if TEXT_MARK in body:
            yield body[TEXT_MARK]
        else:
            for part in body.values():
                yield from text_keys(part)
    elif isinstance(body, list | tuple):
        for part in body:
            yield from text_keys(part)


def with_each_text(body: Any, replacement: Mapping[str, Any]) -> Any:  # JSON in, JSON out
    """The body with every `{"$text": key}` replaced by what `replacement` holds for the key."""
    if isinstance(body, dict):
        if TEXT_MARK in body:
            return replacement[body[TEXT_MARK]]
        return {key: with_each_text(part, replacement) for key, part in body.items()}
    if isinstance(body, list | tuple):
        return [with_each_text(part, replacement) for part in body]
    return body


def _written(value: object, path: str) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return _integer(value, path)
    if isinstance(value, float):
        return _number(value, path)
    if isinstance(value, str):
        return _string(value, path)
    if isinstance(value, list | tuple):
        return f"[{','.join([_written(part, f'{path}[{n}]') for n, part in enumerate(value)])}]"
    if isinstance(value, Mapping):
        return _object(value, path)
    raise _refusal(path, type(value).__name__, "Gör om värdet till text eller tal först.")


def _object(value: Mapping[Any, Any], path: str) -> str:
    for key in value:
        if not isinstance(key, str):
            raise _refusal(path, f"nyckeln {key!r}", "Nycklar ska vara text.")
    keys = sorted(value, key=lambda k: k.encode("utf-16-be", "surrogatepass"))
    parts = [f"{_string(key, path)}:{_written(value[key], f'{path}.{key}')}" for key in keys]
    return f"{{{','.join(parts)}}}"


def _integer(value: int, path: str) -> str:
    if abs(value) > LARGEST_SAFE_INTEGER:
        raise _refusal(path, str(value), "Så stora heltal skrivs som text.")
    return str(int(value))


def _number(value: float, path: str) -> str:
    if not math.isfinite(value):
        raise _refusal(path, str(value), "Använd null när talet saknas.")
    if abs(value) > LARGEST_SAFE_INTEGER:
        raise _refusal(path, str(value), "Så stora tal skrivs som text.")
    if value == 0:
        return "0"
    shortest = repr(value)
    if "e" not in shortest:
        return shortest.removesuffix(".0")
    if abs(value) < SMALLEST_PLAIN:
        mantissa, exponent = shortest.split("e")
        return f"{mantissa}e{int(exponent):+d}"
    return format(Decimal(shortest), "f")


def _string(value: str, path: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise _refusal(path, "ett trasigt tecken", "Ta bort tecknet.") from error
    return _quoted(value)


def _refusal(path: str, got: str, advice: str) -> CannotFreeze:
    return CannotFreeze("Utgåvan går inte att frysa. På {path} står {got}. {advice}", path=path, got=got, advice=advice)
