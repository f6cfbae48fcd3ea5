// An exchange that the test conducts, and an instance whose market it is.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, service, until } from './client.mjs';
import { trader, tradingInstance } from './trading.mjs';

export class Exchange {
	/**
	 * An instance on the exchange, where these symbols have traded at these prices; `start`
	 * gives it, from settings.
	 */
	static async open(prices, settings = {}, start = tradingInstance) {
		const self = new Exchange();
		self.process = spawn(process.execPath, [join(root, 'tests/providers/exchange.mjs')], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		const port = await new Promise((resolve) =>
			self.process.stdout.once('data', (line) => resolve(Number(line))),
		);
		self.url = `http://127.0.0.1:${port}`;
		await self.conduct({ trades: Object.entries(prices).map(([symbol, price]) => [symbol, price, 100]) });
		self.instance = start({
			MARKET_DATA: 'alpaca',
			MARKET_HOURS: 'always',
			CACHE_TTL_QUOTES: '1',
			CACHE_TTL_BARS: '1',
			ALPACA_PAPER_API_KEY: 'key',
			ALPACA_PAPER_SECRET_KEY: 'secret',
			ALPACA_DATA_URL: self.url,
			ALPACA_ASSETS_URL: self.url,
			ALPACA_PER_MINUTE: '10000',
			...settings,
		});
		/* Who has no orders may ask about any. */
		self.watcher = await trader(self.instance);
		for (const [symbol, price] of Object.entries(prices)) await self.seen(symbol, price);
		return self;
	}

	async conduct(order) {
		const reply = await fetch(this.url, { method: 'PUT', body: JSON.stringify(order) });
		assert.equal(reply.status, 200);
	}

	/** A trade; returns once it is on the board. */
	async trade(symbol, price, size = 100) {
		await this.conduct({ trades: [[symbol, price, size]] });
		await this.seen(symbol, price);
	}

	/** Waits until the board shows the price; what is newly listed takes ten seconds. */
	async seen(symbol, price) {
		await until(`${symbol} at ${price}`, async () => {
			const order = { symbol, qty: '1', side: 'buy' };
			const { json } = await this.watcher.call('POST', '/api/orders/preview', order);
			return Math.abs(Number(json?.quote?.ask) - price - 0.01) < 0.000001;
		}, 30_000);
	}

	/** The market daemon; and the process of it in which orders meet the market. */
	daemon = () => service(this.instance, /papertrade market $/);

	/** Kills the daemon; returns when another goes on. */
	async kill(signal = 'SIGKILL') {
		const killed = this.daemon();
		process.kill(killed, signal);
		await until('another daemon', () => this.daemon() !== undefined && this.daemon() !== killed, 20_000);
	}

	/** What `papertrade audit` finds wrong. */
	audit() {
		const { env } = this.instance;
		try {
			return execFileSync(env.PAPERTRADE, ['audit'], { env, stdio: 'pipe' }).toString();
		} catch ({ stdout, stderr }) {
			assert.fail(`${stdout}${stderr}`);
		}
	}

	close() {
		this.process.stdin.end();
	}
}
