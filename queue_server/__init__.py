"""The queue server: pure rules, use cases, storage and the HTTP door; devices are its clients, never its parts."""
