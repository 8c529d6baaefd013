"""What became of files in earlier runs: told again where nothing that was read has changed."""
