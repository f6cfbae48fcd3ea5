"""The same health, the same queries and the same replies, as FastAPI's documentation writes them."""

import os
from datetime import datetime, timezone

import asyncpg
from fastapi import FastAPI, Response

try:
    from fastapi.responses import ORJSONResponse as Fastest

    import orjson  # noqa: F401
except ImportError:
    from fastapi.responses import UJSONResponse as Fastest

SCHEMA = "select coalesce(max(version), 0) as version from schema_migrations"
WANTED = int(os.environ["BENCH_SCHEMA"])
BARS = """
    select time, o, h, l, c, v
    from bars
    where symbol = $1 and time >= $2
    order by time
    limit $3
"""
VERSION = os.environ["BENCH_VERSION"]

app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)


@app.on_event("startup")
async def connect():
    app.state.pool = await asyncpg.create_pool(
        host=os.environ["BENCH_DATABASE"],
        database="papertrade",
        user="papertrade_app",
        min_size=4,
        max_size=4,
    )
    app.state.bars = await asyncpg.create_pool(
        host=os.environ["BENCH_DATABASE"],
        database="bench",
        user="papertrade_app",
        min_size=4,
        max_size=4,
    )


def head(status):
    now = datetime.now(timezone.utc)
    return {
        "status": status,
        "time": now.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "timestamp": int(now.timestamp()),
        "version": VERSION,
    }


@app.get("/health")
async def health(response: Response):
    well = app.state.pool.get_size() > 0
    response.status_code = 200 if well else 503
    return {
        **head("healthy" if well else "unhealthy"),
        "services": {
            "database": "connected" if well else "disconnected",
            "redis": "not_configured",
            "tradier": "not_configured",
        },
        "models_loaded": 0,
        "active_connections": app.state.pool.get_size(),
        "metrics_collector": "running",
    }


@app.get("/ready")
async def ready(response: Response):
    async with app.state.pool.acquire() as connection:
        schema = await connection.fetchval(SCHEMA)
    well = schema == WANTED
    response.status_code = 200 if well else 503
    return {
        **head("ready" if well else "not_ready"),
        "schema": schema,
        "schema_wanted": WANTED,
    }


@app.get("/bars/{symbol}")
async def bars(symbol: str, start: datetime, limit: int = 1000):
    async with app.state.bars.acquire() as connection:
        rows = await connection.fetch(BARS, symbol, start, limit + 1)
    page = [
        {"t": time.isoformat(), "o": o, "h": h, "l": l, "c": c, "v": v}
        for time, o, h, l, c, v in rows[:limit]
    ]
    following = rows[limit]["time"].isoformat() if len(rows) > limit else None
    return Fastest({"bars": page, "symbol": symbol, "next_page_token": following})
