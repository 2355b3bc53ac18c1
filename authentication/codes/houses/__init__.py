"""How each house marks its pieces: one module per house, each with `decode(text)`."""
