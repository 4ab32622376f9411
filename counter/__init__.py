"""The agent at the windows: call keypads, evaluators and window signs on their RS-485 lines."""
