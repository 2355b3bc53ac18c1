"""Photographs: taken in safely, made in every size a screen asks for, shown without a query (docs/photos.md).

Nothing is imported here: `darkroom` runs in a process of its own that knows neither Django nor the shop.
"""
