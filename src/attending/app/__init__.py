"""The command line, the web workspace, and the wiring of everything."""
