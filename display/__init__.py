"""What the hall sees and hears: the board, the window signs, the announcer."""
