"""The one place that knows SQL: tables, the two doors, the audit chain, backups, and one file for each database.

Start with `unit.Store`. `sqlcipher.open_store` and `postgres.open_store` give one; services get it handed in and
reach everything through the repositories of its doors (`r.cases`, `tx.outbox`).
"""
