"""What she shows us before we have the piece: the sell form, its drafts and pictures, sending, and its states."""
