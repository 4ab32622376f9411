"""Evaluators on which residents rate the service."""
