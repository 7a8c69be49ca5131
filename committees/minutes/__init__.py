"""Minutes: assembled from the record, objected to, confirmed, sealed."""
