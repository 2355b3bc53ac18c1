"""What a reviewer measures and weighs: read from what she typed, kept as number and unit, held against the listing."""
