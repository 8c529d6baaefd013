"""What the target asks of a call: which id, sampling, thinking, where a field goes, which SDK."""
