"""What an editor asks for, answered with what `check` and `fix` say about its open files."""
