"""The routes, one module per page of the workspace."""
