"""Returns on the staff site: the queues by deadline, one return, its pieces on the inspection table."""
