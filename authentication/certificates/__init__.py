"""Certificates: what they say, who issues them, whether they stand, how they change hands (docs/certificates.md)."""
