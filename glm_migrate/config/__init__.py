"""What a run is told: the settings as a schema, and where they are loaded from."""
