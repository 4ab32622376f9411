"""Measurements of everything that has a number; ``python -m benchmarks`` prints them as JSON."""
