"""Front ends: from one kind of file to the sites that rules see."""
