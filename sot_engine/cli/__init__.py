"""The commands: parse, call one verb, render, exit."""
