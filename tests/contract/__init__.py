"""Contracts: our doubles against the official client libraries and schemas."""
