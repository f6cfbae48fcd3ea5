// Where wapiti has the server lured to: prints its port, then a line for each request that
// comes in. Tells wapiti itself, when it asks, that nobody was caught.
import http from 'node:http';

const server = http.createServer((request, reply) => {
	console.log(request.method, request.url);
	reply.setHeader('Content-Type', 'application/json');
	reply.end('{}');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
