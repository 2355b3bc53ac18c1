"""The evidence of a dispute: gathered as facts, printed as a PDF, packed as a ZIP."""
