"""`python -m moderator`: the same door as the installed program."""

from __future__ import annotations

import multiprocessing

from moderator.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()
