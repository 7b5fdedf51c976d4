"""A life is a fork: there is none on Windows, so these files are no tests there."""

from __future__ import annotations

import sys

collect_ignore_glob = ["test_*.py"] if sys.platform == "win32" else []
