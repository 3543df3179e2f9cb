import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {Socket} from 'node:net';
import type {Service} from './network.ts';

const page = `<!doctype html>
<meta charset="utf-8">
<title>Sallyport demo</title>
<style>body {font: 1.1rem/1.6 sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem}</style>
<h1>You came through a tunnel</h1>
<p>This page is served inside the Sallyport demo. It listens on no port: only a forward through a demo host leads here.
`;

/** The demo web page, for streams that come through a forward. */
export function webPage(): Service {
	const server = createServer({requestTimeout: 30_000}, answer);
	server.on('clientError', (_, socket) => socket.destroy());
	// Node's HTTP server takes any duplex stream; the types ask for more.
	return stream => server.emit('connection', stream as Socket);
}

function answer({method, url}: IncomingMessage, response: ServerResponse): void {
	const isPage = (method === 'GET' || method === 'HEAD') && url === '/';
	const headers = {'content-type': isPage ? 'text/html' : 'text/plain', connection: 'close'};
	response.writeHead(isPage ? 200 : 404, headers);
	response.end(isPage ? page : 'Not found\n');
}
