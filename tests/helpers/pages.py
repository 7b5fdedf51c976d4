"""What really stands in the encrypted file: every page of it and of its log, decrypted, freed pages included.

SQLCipher 4 (zetetic.net/sqlcipher/design): AES-256-CBC a page; the last 80 bytes of each hold the vector (16) and an
HMAC-SHA512 (64); page 1 begins with 16 bytes of salt in clear. A log has a header of 32 bytes and 24 before each page.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
RESERVED = 80
SALT = 16
LOG_HEADER = 32
FRAME_HEADER = 24


def decrypted(path: Path, key: bytes) -> bytes:
    """Every page of *path* and of the log beside it, one after the other."""
    content = path.read_bytes()
    pages = [content[start : start + PAGE] for start in range(0, len(content), PAGE)]
    log = path.with_name(path.name + "-wal")
    if log.exists():
        frames = log.read_bytes()[LOG_HEADER:]
        size = FRAME_HEADER + PAGE
        pages += [frames[start + FRAME_HEADER : start + size] for start in range(0, len(frames) - size + 1, size)]
    first = content[:SALT]
    return b"".join(_plain(page, key, skip=SALT if page[:SALT] == first else 0) for page in pages)


def _plain(page: bytes, key: bytes, skip: int) -> bytes:
    vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
    reader = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return reader.update(page[skip : PAGE - RESERVED]) + reader.finalize()
