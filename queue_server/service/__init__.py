"""Use cases, one short module each; ports name what they need."""
