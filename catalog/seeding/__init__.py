"""What the shop starts with: the vocabulary of the trade, and for the demo the pieces of catalog/demo."""
