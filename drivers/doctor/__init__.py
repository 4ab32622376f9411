"""Finds out what is wrong with the devices of a hall, and knows what a technician can do about it."""
