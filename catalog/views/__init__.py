"""The public pages of the catalogue. None of them reads the session or the user: fragments bring what is personal."""
