"""Call keypads on the clerk's desk."""
