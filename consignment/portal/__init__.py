"""What a consignor sees of her pieces: opened by a mailed link, or from the account that the link has proven hers."""
