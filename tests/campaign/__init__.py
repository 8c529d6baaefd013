"""The tool under attack: hostile files and repositories, faults in mid-write, secrets, fuzzing."""
