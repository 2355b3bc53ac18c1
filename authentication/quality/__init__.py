"""How well the house judges: blind second looks, agreement, known fakes among the pieces (docs/quality.md)."""
