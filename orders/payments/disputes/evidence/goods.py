"""What was bought, as it was described: the piece, its condition report, what came with it, its photographs."""

from typing import Any

from catalog.models import Item
from orders.order.models import Order


def pieces(order: Order) -> list[dict[str, Any]]:
    """Every piece of an order; serial numbers and date codes are no fact of a piece's page, nor of this."""
    lines = order.lines.select_related("product__item__designer").order_by("pk")
    return [_piece(line.product.item, line) for line in lines]


def _piece(item: Item, line: Any) -> dict[str, Any]:
    report = getattr(item, "condition_report", None)
    words = (item.colour, item.material, item.hardware, item.size)
    return {
        "number": item.number,
        "name": f"{item.designer.name} {item.title}",
        "price": line.line_price_excl_tax,
        "grade": item.get_grade_display(),
        "never_carried": item.never_carried,
        "description": item.description,
        "words": ", ".join(str(word) for word in words if word),
        "year": f"{item.year} ({item.year_basis})" if item.year and item.year_basis else str(item.year or ""),
        "condition": report.summary if report else "",
        "defects": [_defect(defect) for defect in item.defects.all()],
        "included": [str(inclusion) for inclusion in item.inclusions.all()],
        "measurements": [_measurement(measurement) for measurement in item.measurements.all()],
        "photos": [_photo(item, photo) for photo in item.photos.prefetch_related("pins")],
    }


def _defect(defect: Any) -> dict[str, Any]:
    size = f"{defect.size_mm.normalize():f} mm" if defect.size_mm else ""
    words = [str(defect), size, defect.get_severity_display().lower(), defect.note]
    return {"pin": defect.position, "what": ", ".join(filter(None, words))}


def _measurement(measurement: Any) -> str:
    tolerance = f" ± {measurement.tolerance.normalize():f}" if measurement.tolerance else ""
    return f"{measurement.label} {measurement.value.normalize():f}{tolerance} {measurement.unit}"


def _photo(item: Item, photo: Any) -> dict[str, Any]:
    """`stored` is where the picture lies in our storage; `file` what it is called in the bundle."""
    suffix = photo.file.name.rsplit(".", 1)[-1].lower()
    pins = [
        {"pin": pin.position, "x": float(pin.x), "y": float(pin.y)}
        for pin in photo.pins.all()
        if pin.x is not None and pin.y is not None
    ]
    return {
        "file": f"photos/{item.number}-{photo.position}.{suffix}",
        "stored": photo.file.name,
        "says": photo.alt,
        "pins": pins,
    }
