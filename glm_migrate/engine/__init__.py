"""Sources in, findings and rewritten sources out. Pure: nothing here touches a file."""
