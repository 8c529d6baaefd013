"""What one run leaves to the next: what it found out about files, kept until they change."""
