"""Open byte pipes to devices: serial port, TCP socket, in-memory pipe, and a pty for emulators."""
