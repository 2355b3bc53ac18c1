"""Pieces from a CSV file of somebody else: read, mapped, refused with a reason, or written.

records → mapping → facts → writing; `run.import_file` drives it and docs/importing.md explains it.
"""
