"""Composition root: what is wired to what, the processes, the supervisor of `./run`."""
