"""From a received piece to a listed one: clearance, grade, bucket, photographs, price, publication."""
