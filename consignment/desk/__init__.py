"""The staff's side: submissions to answer, by the deadline of the quote."""
