"""Buying for resale: certificates that clients upload and staff check, and the tax that is then not charged."""
