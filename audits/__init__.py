"""What a visitor's browser has to say of the shop: speed, accessibility, weight, valid HTML; `make audit` runs it."""
