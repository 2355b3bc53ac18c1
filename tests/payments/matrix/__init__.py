"""The fault matrix: every way to pay, and everything that may go wrong with it (docs/payments.md).

A way to pay is one column (`columns.py` lists them), a fault is one function in `cells.py` or `faults.py`.
`python -m tests.payments.matrix` writes the table into docs/payments.md.
"""
