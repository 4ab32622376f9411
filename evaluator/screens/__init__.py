"""The pictures of the rating screen, each drawn from one value."""
