"""Residents and clerks on autopilot: what they decide is pure, what they press goes through the real devices."""
