"""Loading what several domains know, for pages that compose them."""
