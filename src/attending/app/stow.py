"""Requests to archives that the operator has allowed: no redirect, no proxy, and a limit of time and size."""

from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

SECONDS = 120
MOST_ANSWER, MOST_SERIES = 16 * 1024**2, 4 * 1024**3


class _NoRedirect(HTTPRedirectHandler):
    """An allowed host must not lead on to another."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def post(address: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Status and body of the answer; raises `OSError` when nobody answers.

    The address was checked before: https, or http to this machine, and a host of the allow-list.
    """
    request = Request(address, data=body, headers=dict(headers), method="POST")  # noqa: S310 (checked by the outbox)
    try:
        with build_opener(_NoRedirect, ProxyHandler({})).open(request, timeout=SECONDS) as answer:
            return int(answer.status), answer.read(MOST_ANSWER)
    except HTTPError as error:
        with error:
            return int(error.code), b""
    except (HTTPException, ValueError) as error:
        raise OSError("the archive answered with something that is no HTTP") from error


def get(address: str, headers: Mapping[str, str], *, seconds: float = SECONDS) -> tuple[int, bytes, str]:
    """Status, body and Content-Type of the answer; raises `OSError` when nobody answers. The address was checked."""
    request = Request(address, headers=dict(headers))  # noqa: S310 (checked by `remote_archive`)
    try:
        with build_opener(_NoRedirect, ProxyHandler({})).open(request, timeout=seconds) as answer:
            return int(answer.status), answer.read(MOST_SERIES), answer.headers.get("Content-Type", "")
    except HTTPError as error:
        with error:
            return int(error.code), b"", ""
    except (HTTPException, ValueError) as error:
        raise OSError("the archive answered with something that is no HTTP") from error
