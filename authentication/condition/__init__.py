"""The condition report at the bench: written on one page, graded by the rules, confirmed by a person."""
