"""The tests: they mirror the package, beside the laws, the museum of bad files and the habits of the project."""
