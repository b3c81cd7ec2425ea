"""Files into documents: one reader per format, each ``bytes -> Document``."""
