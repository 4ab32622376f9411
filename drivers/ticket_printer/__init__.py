"""Printers of ticket slips."""
