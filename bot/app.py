"""The web application around a product."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from bot.product import Product
from bot.web import Doors


def create_app(product: Product, *, deliver: bool = True) -> FastAPI:
    """Webhooks are plain routes: FastAPI's own handling costs a third of the acknowledgements per second."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001 - FastAPI passes it
        async with product.running(deliver=deliver):
            yield

    app = FastAPI(title="Tsunagu", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    doors = Doors(product, product.clock)
    app.add_route("/line/webhook", doors.line, methods=["POST"])
    app.add_route("/slack/events", doors.slack, methods=["POST"])
    app.add_route("/roster/{secret}.ics", doors.roster, methods=["GET"])
    app.add_route("/health/live", doors.live, methods=["GET"])
    app.add_route("/health/ready", doors.ready, methods=["GET"])
    app.add_route("/metrics", doors.metrics, methods=["GET"])
    return app
