"""The price covenant: start, floor and steps as agreed, anything else with the owner's signed consent."""
