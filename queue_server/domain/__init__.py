"""Pure values and rules of the queue: no I/O, no clock, no framework."""
