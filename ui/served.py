"""The app as part of a site: the same process also answers the site's own routes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import streamlit as st

_APP = Path(__file__).parents[1] / "app.py"


def app_with(routes: Sequence[Any], lifespan: Callable[[Any], AbstractAsyncContextManager[dict[str, Any]]]) -> Any:
    """An ASGI application: these routes first, the Streamlit app for everything else."""
    return st.App(_APP, routes=routes, lifespan=lifespan)
