"""The hall's configuration: one TOML file, checked at the door and frozen into typed values."""
