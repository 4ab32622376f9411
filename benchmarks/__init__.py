"""Measurements of the hot paths: how fast the hall issues, calls and tells."""
