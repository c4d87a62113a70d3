"""Floor 5: the search box — one box for everything the person may see, ranked by ``portal.index``."""
