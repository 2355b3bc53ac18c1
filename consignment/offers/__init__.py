"""What we offer for a piece: the range it rests on, our share, the agreed fall of the price, and its end."""
