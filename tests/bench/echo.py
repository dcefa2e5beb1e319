"""The bar: the same server and framework, an endpoint that only checks the signature."""

import os

import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.line.receive import BadSignature, events_in

SECRET = os.environ.get("LINE_CHANNEL_SECRET", "")


async def echo(request: Request) -> Response:
    try:
        events_in(await request.body(), request.headers.get("x-line-signature"), SECRET)
    except BadSignature:
        return Response(status_code=401)
    return JSONResponse({})


app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
app.add_route("/line/webhook", echo, methods=["POST"])

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), http="httptools", loop="uvloop", log_config=None)
