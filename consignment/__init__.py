"""Selling with Portero: from the sell form to a listed piece, and back to its owner where it doesn't get there."""
