"""The piece on the road: its prepaid label, the carrier's news, what really came, and the way back to its owner."""
