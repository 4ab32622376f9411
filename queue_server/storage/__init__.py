"""The only SQL: both databases, their schema and its migrations."""
