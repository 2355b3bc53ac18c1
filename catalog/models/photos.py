"""Photographs of a piece, in the order the gallery shows them."""

from django.db import models

from catalog.models.item import Item


class Photo(models.Model):
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    view = models.CharField(max_length=30, blank=True, help_text="three-quarter, front, detail ...")
    file = models.ImageField(upload_to="items/", width_field="width", height_field="height", max_length=200)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    alt = models.CharField(max_length=250)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="photo_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} photo {self.position}"
