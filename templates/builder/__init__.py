"""Makes the word forms (様式): one module a family, shared blocks in `blocks`, the look of the paper in `page`."""
