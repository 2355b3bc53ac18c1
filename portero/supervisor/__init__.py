"""`python -m portero.supervisor`: the whole shop of this checkout, each part restarted when it dies."""
