"""The buyer's side of the Portero Promise."""
