"""The same health, queries, orders and replies, as FastAPI's documentation writes them."""

import json
import os
from datetime import datetime, timezone
from decimal import Decimal
from typing import Literal, Optional
from uuid import uuid4

import asyncpg
from fastapi import FastAPI, Header, HTTPException, Response
from pydantic import BaseModel

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


class Order(BaseModel):
    symbol: str
    side: Literal["buy", "sell"]
    qty: Decimal
    type: Literal["market"]
    time_in_force: Literal["day", "gtc"]
    client_order_id: Optional[str] = None


# What it costs to know the caller and the quote is left out, in FastAPI's favour.
QUOTE = {"bid": Decimal("227.95"), "ask": Decimal("227.97"), "source": "sim"}

INSERT_ORDER = """
    insert into orders values
      ($1, $2, $3, $4, $5, $6, $7, $8, 'filled', $8, $9, $10, $10)
"""
INSERT_FILL = "insert into fills values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
INSERT_TRANSFER = """
    insert into transfers (account_id, fill_id, at) values ($1, $2, $3) returning id
"""
INSERT_ENTRIES = "insert into entries values ($1, $2, $3, $4, $5)"
PUT_POSITION = """
    insert into positions values ($1, $2, $3, $4)
    on conflict (account_id, symbol) do update
    set quantity = excluded.quantity, cost = excluded.cost
"""


@app.post("/orders")
async def place(order: Order, x_account: int = Header()):
    now = datetime.now(timezone.utc)
    order_id, fill_id = uuid4(), uuid4()
    client_order_id = order.client_order_id or str(uuid4())
    sign = 1 if order.side == "buy" else -1
    price = QUOTE["ask" if sign > 0 else "bid"]
    async with app.state.bars.acquire() as connection, connection.transaction():
        cash = await connection.fetchval(
            "select cash from accounts where id = $1 for update", x_account
        )
        position = await connection.fetchrow(
            "select quantity, cost from positions where account_id = $1 and symbol = $2",
            x_account,
            order.symbol,
        )
        quantity, cost = (position["quantity"], position["cost"]) if position else (0, 0)
        moved = sign * order.qty * price
        if cash - moved < 0:
            raise HTTPException(403, "insufficient buying power")
        await connection.execute(
            INSERT_ORDER,
            order_id,
            x_account,
            client_order_id,
            order.symbol,
            order.side,
            order.type,
            order.time_in_force,
            order.qty,
            price,
            now,
        )
        await connection.execute(
            INSERT_FILL,
            fill_id,
            order_id,
            x_account,
            order.symbol,
            order.side,
            order.qty,
            price,
            json.dumps({"quote": QUOTE, "model": "touch", "why": "at the quote"}, default=str),
            now,
        )
        transfer = await connection.fetchval(INSERT_TRANSFER, x_account, fill_id, now)
        await connection.executemany(
            INSERT_ENTRIES,
            [
                (transfer, 1, "holder", "usd", -moved),
                (transfer, 2, "market", "usd", moved),
                (transfer, 3, "holder", order.symbol, sign * order.qty),
                (transfer, 4, "market", order.symbol, -sign * order.qty),
            ],
        )
        await connection.execute(
            PUT_POSITION, x_account, order.symbol, quantity + sign * order.qty, cost + moved
        )
        await connection.execute(
            "update accounts set cash = cash - $2 where id = $1", x_account, moved
        )
    return Fastest(
        {
            "id": str(order_id),
            "client_order_id": client_order_id,
            "symbol": order.symbol,
            "side": order.side,
            "type": order.type,
            "time_in_force": order.time_in_force,
            "qty": str(order.qty),
            "filled_qty": str(order.qty),
            "filled_avg_price": str(price),
            "status": "filled",
            "created_at": now.isoformat(),
            "filled_at": now.isoformat(),
        }
    )
