"""The only Flask of the server: parse, call, map errors."""
