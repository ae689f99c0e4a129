"""The workspace in the browser: FastAPI routes, Jinja2 templates, HTMX; everything it loads is its own."""
