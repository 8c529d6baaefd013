"""What values can be across a project: resolver, call graph, aliases, mutations, effects."""
