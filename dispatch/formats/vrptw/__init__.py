"""The vehicle routing problem with time windows (Solomon, 10.1287/opre.35.2.254)."""
