"""Lists of pieces: what was asked for (the address), the filters with their counts, the page of cards."""
