"""How a page that is the same for everybody may be kept."""

from django.views.decorators.cache import cache_control

# Ten seconds: a hold or a sale shows soon enough, and a crowd on one page costs one rendering.
kept_shortly = cache_control(public=True, max_age=10)
