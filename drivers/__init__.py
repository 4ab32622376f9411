"""Devices of a hall behind ports in the application's words; every kind has a real driver, its wire emulator and a double."""
