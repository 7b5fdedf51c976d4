"""The incidents room: the log, one incident with its timeline, and how it ends."""
