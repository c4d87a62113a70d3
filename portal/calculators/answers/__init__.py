"""The domain's results in words and tables (``Working``), one module a subject. No form, no database, no clock."""
