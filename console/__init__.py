"""The web: public page, web chat, tracking page, and the staff console. `web_app` makes the application."""

from console.options import Options
from console.web import web_app

__all__ = ["Options", "web_app"]
