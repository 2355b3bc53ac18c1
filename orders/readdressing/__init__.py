"""The buyer changes the delivery address of an order before its label: asked, verified again, taken or refused."""
