"""The command line `langnghe`."""
