"""Numbers of pieces: recorded, kept secret, compared, and told nobody but staff who may read them."""
