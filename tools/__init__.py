"""What developers and continuous integration run; never shipped."""
