"""The words of moderation as frozen values, and the moves between their states: no I/O, no clock, no libraries."""
