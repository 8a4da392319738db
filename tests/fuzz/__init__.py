"""The two readers under damaged and under random text: whatever comes, an error of ours comes out, or a value."""
