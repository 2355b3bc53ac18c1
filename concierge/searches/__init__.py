"""Saved searches: reading the page she is on, keeping it, and telling her of new pieces."""
