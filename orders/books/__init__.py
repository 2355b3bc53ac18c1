"""The accountant's side of the orders: where and when each was taxed, what of it a refund gives back, the reports."""
