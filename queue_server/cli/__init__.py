"""The command line of the queue server."""
