"""`verify` on whole programs, with real clients."""
