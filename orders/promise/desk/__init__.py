"""Promise claims on the staff site: the queues by clock, one claim's page, the inspection table, the decision."""
