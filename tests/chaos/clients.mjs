// Many clients at once over HTTPS, each with a kept connection of its own, sending reads and
// writes in turn until SIGTERM. Then prints one line of JSON: how many replies there were by
// method and status, what failed, and how long the slowest reply took.
//   node clients.mjs URL CA_FILE [CLIENTS] [PAUSE_MS] [fresh]
// With "fresh" each request has a connection of its own.
// Exits 1 when any reply was other than it should be, or when there were none.
import { readFileSync } from 'node:fs';
import https from 'node:https';

const [url, caFile, count = '50', pauseMs = '20', connections = 'kept'] = process.argv.slice(2);
const ca = readFileSync(caFile);
const body = JSON.stringify({ events: [{ name: 'chaos', properties: { from: 'clients' } }] });
const kinds = [
	{ method: 'GET', path: '/api/monitoring/health/ready', status: 200 },
	{
		method: 'POST',
		path: '/api/telemetry',
		status: 202,
		headers: { 'Content-Type': 'application/json', 'Content-Length': body.length },
		body,
	},
];

const tally = {};
const failures = [];
let slowestMs = 0;
let stopping = false;

function send(agent, kind) {
	return new Promise((resolve) => {
		const { method, path, headers } = kind;
		const request = https.request(url + path, { method, headers, agent }, (reply) => {
			let text = '';
			reply.on('data', (chunk) => (text += chunk));
			reply.on('error', (error) => resolve({ outcome: error.code ?? error.message }));
			reply.on('end', () => resolve({ outcome: reply.statusCode, text }));
		});
		request.setTimeout(20_000, () => request.destroy(new Error('no reply in 20 s')));
		request.on('error', (error) => resolve({ outcome: error.code ?? error.message }));
		request.end(kind.body);
	});
}

async function client(number) {
	const agent = new https.Agent({ keepAlive: connections === 'kept', maxSockets: 1, ca });
	for (let turn = number; !stopping; turn++) {
		const kind = kinds[turn % kinds.length];
		const started = performance.now();
		const { outcome, text } = await send(agent, kind);
		slowestMs = Math.max(slowestMs, performance.now() - started);
		const name = `${kind.method} ${outcome}`;
		tally[name] = (tally[name] ?? 0) + 1;
		if (outcome !== kind.status)
			failures.push({ at: new Date().toISOString(), name, text: text?.slice(0, 200) });
		await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 * pauseMs));
	}
	agent.destroy();
}

process.on('SIGTERM', () => (stopping = true));
await Promise.all(Array.from({ length: Number(count) }, (_, number) => client(number)));
console.log(
	JSON.stringify({
		replies: tally,
		failed: failures.length,
		slowest_ms: Math.round(slowestMs),
		first_failures: failures.slice(0, 5),
	}),
);
const answered = kinds.every((kind) => tally[`${kind.method} ${kind.status}`] > 0);
process.exit(failures.length === 0 && answered ? 0 : 1);
