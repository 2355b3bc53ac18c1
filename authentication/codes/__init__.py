"""What a date code, serial or stamp says: when and where a piece was made, and whether that fits what is claimed.

The facts are in `data/`, each with the guides it comes from and whether they agree; the rules are in `houses/`.
Nothing here reads or writes the database, and no text makes it raise.
"""
