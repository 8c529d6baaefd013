"""From resolved values to what rules see: calls, clients, literals, mentions, imports."""
