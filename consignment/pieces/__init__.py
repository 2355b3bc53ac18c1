"""The consigned piece: its states, its locks, and what the sale of it means."""
