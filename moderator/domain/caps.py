"""Every size limit of the house in one place. Hostile input meets them before any parser sees it."""

from __future__ import annotations

KIB = 1024
MIB = 1024 * KIB

TEXT_STORED = 256 * KIB  # characters; a longer text is cut with a mark and the hash of the whole
TEXT_ANALYSED = 64 * KIB
TEXT_SHOWN = 20 * KIB
RESPONSE_BYTES = 8 * MIB
ITEM_BYTES = 256 * KIB
JSON_DEPTH = 64
PAGES_PER_LOOP = 1_000
REQUEST_SECONDS = 60
CONNECT_SECONDS = 10
RETRY_AFTER_SECONDS = 6 * 3600
PATTERN_CHARACTERS = 1_000
GUIDELINE_FILE_BYTES = 1 * MIB
IMAGE_BYTES = 10 * MIB
IMAGE_PIXELS = 40_000_000
URL_CHARACTERS = 2 * KIB
NAME_CHARACTERS = 256
REASON_CHARACTERS = 500

BATCH_ROWS = 200  # rows a worker writes in one transaction
BATCH_SECONDS = 0.020
GRACE_SECONDS = 8  # between a decision and the first send
GRACE_MAX_SECONDS = 60
REQUEST_DEADLINE_SECONDS = 30
LEASE_SECONDS = 30
CLAIM_SECONDS = 300
