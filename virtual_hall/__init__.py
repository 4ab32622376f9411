"""The whole hall on simulated devices: every program, an emulator behind every link, and a page to play it."""
