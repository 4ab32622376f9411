"""The one home of pygame: window, canvas, fonts, touch input and the mirror of the picture."""
