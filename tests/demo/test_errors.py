"""Refusals in the dialect's shape."""

from __future__ import annotations

from moderator.demo.errors import MatrixError, bad_json, forbidden, invalid, missing, not_found


def test_a_refusal_has_a_code_and_words() -> None:
    """The body is errcode, error and what else belongs to it."""
    error = MatrixError(429, "M_LIMIT_EXCEEDED", "slowly", extra={"retry_after_ms": 5})
    assert error.body() == {"errcode": "M_LIMIT_EXCEEDED", "error": "slowly", "retry_after_ms": 5}


def test_the_usual_refusals() -> None:
    """Each has its status and code."""
    made = [make("x") for make in (forbidden, not_found, invalid, bad_json, missing)]
    assert [(error.status, error.errcode) for error in made] == [
        (403, "M_FORBIDDEN"), (404, "M_NOT_FOUND"), (400, "M_INVALID_PARAM"), (400, "M_BAD_JSON"), (400, "M_MISSING_PARAM"),
    ]  # fmt: skip
