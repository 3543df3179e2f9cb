import type {Connection, ServerChannel} from 'ssh2';
import type {Network} from './network.ts';
import {openFailure, refuse} from './refuse.ts';

/** How many forwarded streams one connection may hold. */
const mostStreams = 64;

/** Serves `ssh -L`, `-D`, `-W` and ProxyJump (direct-tcpip, RFC 4254 section 7.2) with what the demo network offers. */
export function serveLocalForwarding(client: Connection, network: Network): void {
	let streams = 0;
	client.on('tcpip', (accept, reject, {destIP, destPort}) => {
		const service = network.find(destIP, destPort);
		if (service === undefined) {
			refuse(client, reject, openFailure.prohibited, 'demo hosts lead to demo hosts only');
			return;
		}
		if (streams >= mostStreams) {
			refuse(client, reject, openFailure.shortage, 'too many forwarded connections');
			return;
		}
		const channel = accept() as ServerChannel | undefined;
		if (channel === undefined) {
			return;
		}
		streams += 1;
		channel.once('close', () => {
			streams -= 1;
		});
		channel.on('error', () => undefined);
		service(channel);
	});
}
