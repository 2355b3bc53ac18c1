"""A buyer sends a piece back: asked, decided, on its way, compared with how it left, accepted or refused, refunded."""
