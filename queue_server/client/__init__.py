"""How edge programs talk to the server: commands, event feed, durable outbox."""
