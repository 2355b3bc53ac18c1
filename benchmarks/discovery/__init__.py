"""What finding a piece costs: requests a second beside a floor, and a million pieces; benchmarks/README.md."""
