"""The message catalogues of everything that residents and staff read."""
