"""Search: what was typed is read into filters and words, the words are found in the pieces' texts, the best first."""
