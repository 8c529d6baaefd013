"""Every GLM call of a project as one plain record: what it sends, today and migrated."""
