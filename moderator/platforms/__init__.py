"""The only place that knows a platform's words: one package for each, the HTTP client they share, and a rehearsal.

`registry` names them. Its planners load no HTTP client, so that the window's process can plan what it saves.
"""
