"""Pages of commercial districts: the map, a district, comparisons, trades, my shop, downloads."""
