"""The consignment agreement: our terms by version, and the signature under an offer."""
