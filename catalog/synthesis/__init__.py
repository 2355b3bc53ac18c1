"""A plausible catalogue of any size, for measurements: real words of the trade, invented pieces (docs/scale.md)."""
