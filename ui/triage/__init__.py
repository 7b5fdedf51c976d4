"""The triage room: the queue, the case in hand, its author, and what is decided about it."""
