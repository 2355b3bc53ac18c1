"""Rate files as the states publish them, brought into the tables: `manage.py load_tax_rates` (docs/tax.md).

A file is read row by row (`lines`, `cdtfa`, `sst`, `components`), each row is held against the dated rates that
are known (`dating`), and all of it is written in one transaction or none of it (`writing`).
"""
