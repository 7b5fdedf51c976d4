"""The one exception of the demo server: an answer in the dialect's error shape."""

from __future__ import annotations


class MatrixError(Exception):
    """A refusal. `extra` is merged into the body, e.g. `retry_after_ms` or `soft_logout`."""

    def __init__(
        self,
        status: int,
        errcode: str,
        error: str,
        *,
        extra: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {errcode}: {error}")
        self.status = status
        self.errcode = errcode
        self.error = error
        self.extra = extra or {}
        self.headers = headers or {}

    def body(self) -> dict[str, object]:
        """Return the JSON body of this refusal."""
        return {"errcode": self.errcode, "error": self.error, **self.extra}


def forbidden(error: str) -> MatrixError:
    """403 M_FORBIDDEN."""
    return MatrixError(403, "M_FORBIDDEN", error)


def not_found(error: str) -> MatrixError:
    """404 M_NOT_FOUND."""
    return MatrixError(404, "M_NOT_FOUND", error)


def invalid(error: str) -> MatrixError:
    """400 M_INVALID_PARAM."""
    return MatrixError(400, "M_INVALID_PARAM", error)


def bad_json(error: str) -> MatrixError:
    """400 M_BAD_JSON."""
    return MatrixError(400, "M_BAD_JSON", error)


def missing(error: str) -> MatrixError:
    """400 M_MISSING_PARAM."""
    return MatrixError(400, "M_MISSING_PARAM", error)
