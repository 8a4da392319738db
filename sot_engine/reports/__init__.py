"""Values to text, Markdown and the screen; one place for the words."""
