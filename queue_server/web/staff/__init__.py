"""The staff page: what a supervisor, a clerk or the hall's manager sees and does in a browser.

Everything of it lives below ``/staff`` and is no part of the API of version 1, whose use cases it runs.
"""
