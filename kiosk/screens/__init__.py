"""The kiosk's screens: small objects with a lifecycle that draw through the canvas."""
