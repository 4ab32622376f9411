"""Typed messages of the HTTP API and the event stream, shared by the server and its clients."""
