"""The screens' ground: window, canvas, theme, input and mirror. The only package that imports pygame."""

import os

# pygame greets on standard output when it is imported; a program's output belongs to the program.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
