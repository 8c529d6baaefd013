"""What names mean in one module: scopes, definitions, branches, blocks."""
