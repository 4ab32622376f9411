"""The public page of a ticket, for the phone of whoever holds it."""
