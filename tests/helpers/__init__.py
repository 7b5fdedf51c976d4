"""Readable fakes and small instruments that tests share."""
