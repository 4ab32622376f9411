"""The hall's shared RS-485 line: pure frames, one decoder, one owner of the wire, and an emulated line."""
