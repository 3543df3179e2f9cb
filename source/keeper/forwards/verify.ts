import {connect, type Socket} from 'node:net';
import {describeError} from '../../core/errors.ts';
import {explainUse} from '../../core/forwards/explain-use.ts';
import {describeEndpoint, type Endpoint, type Forward} from '../../core/forwards/forward.ts';
import {printable} from '../../core/text/printable.ts';
import {isListening, takesConnections} from '../../services/forwards/listeners.ts';
import type {Run} from './run.ts';

const greetingLimit = 3000;

/** Looks whether a forward really works: the listener, what answers there, the far end. What was found, a line each. */
export async function verify(run: Run): Promise<readonly string[]> {
	const {alias, pid, state, port} = run.record();
	const forward = run.forward();
	const place = printable(describeEndpoint(withPort(forward.listen, port)));
	if (pid === null) {
		return [`It is ${state}: nothing listens on ${place}.`];
	}
	if (forward.kind === 'remote') {
		const listen = withPort(forward.listen, port);
		const host = printable(alias);
		return [
			(await takesThere(run, listen))
				? `${host} takes connections on ${place}.`
				: `${host} listens on ${place}, says its sshd: from here that cannot be seen.`,
			...(await verifyHere(run, forward)),
		];
	}
	if (!(await isListening(pid, forward.listen))) {
		run.load.setBack({kind: 'retry', reason: `Nobody listens on ${place} any more.`});
		return [`Nobody listens on ${place} any more; it is opened anew.`];
	}
	const listener = `This machine listens on ${place} (ssh, process ${pid}).`;
	if (forward.target === null) {
		const greeting = await greetSocks(forward.listen);
		return [listener, greeting ? 'It answers as a SOCKS proxy.' : 'It does not answer as a SOCKS proxy.'];
	}
	return [listener, await verifyThere(run, forward)];
}

function withPort(listen: Endpoint, port: number | null): Endpoint {
	return 'port' in listen && port !== null ? {...listen, port} : listen;
}

/** Whether the far side makes a connection to where it listens itself, if it may. */
async function takesThere(run: Run, listen: Endpoint): Promise<boolean> {
	if ('path' in listen) {
		return false;
	}
	try {
		return (await run.carrier().reach(reachable(listen.address ?? ''), listen.port)) === null;
	} catch {
		return false;
	}
}

/** The end of a remote forward, which this machine reaches. */
async function verifyHere(run: Run, {target, kind, listen}: Forward): Promise<string[]> {
	if (target === null) {
		return [];
	}
	const takes = await takesConnections(target);
	run.load.used(takes ? null : 'Connection refused');
	const place = printable(describeEndpoint(target));
	const why = explainUse(run.record().alias, {kind, listen, target}, 'Connection refused');
	return [takes ? `${place} takes connections, as seen from this machine.` : (why ?? '')];
}

/** The end of a local forward, in the words of the ssh that carries it. */
async function verifyThere(run: Run, forward: Forward): Promise<string> {
	const {alias} = run.record();
	const {target} = forward;
	if (target === null) {
		return '';
	}
	const place = printable(describeEndpoint(target));
	if ('path' in target) {
		const why = await tryOnce(run, forward.listen);
		return why ?? `${place} takes connections, as seen from ${printable(alias)}.`;
	}
	try {
		const why = await run.carrier().reach(target.address ?? '', target.port);
		run.load.used(why);
		return why === null
			? `${place} takes connections, as seen from ${printable(alias)}.`
			: (explainUse(alias, forward, why) ?? why);
	} catch (error) {
		return `Whether anybody answers there is not known: ${describeError(error)}`;
	}
}

/** Makes a connection through a forward, which ssh closes when it leads nowhere: why it did, null when it holds for a while. */
async function tryOnce(run: Run, listen: Endpoint): Promise<string | null> {
	// What was said before is not about this connection.
	run.load.used(null);
	await staysOpen(listen);
	run.carrier().hear();
	const {state, reason} = run.record();
	return state === 'degraded' ? reason : null;
}

/** Resolves when a connection was closed by the other side, or has been open for a second. */
function staysOpen(listen: Endpoint): Promise<void> {
	return new Promise(resolve => {
		const socket = connectTo(listen);
		const settle = (): void => {
			clearTimeout(timer);
			socket.destroy();
			resolve();
		};
		const timer = setTimeout(settle, 1000);
		socket.once('error', settle);
		socket.resume().once('close', settle);
	});
}

function connectTo(listen: Endpoint): Socket {
	return 'path' in listen ? connect(listen.path) : connect(listen.port, reachable(listen.address ?? ''));
}

/** Whether a SOCKS5 proxy (RFC 1928) answers that it wants no login. */
function greetSocks(listen: Endpoint): Promise<boolean> {
	return new Promise(resolve => {
		const socket = connectTo(listen);
		const settle = (answer: boolean): void => {
			socket.destroy();
			resolve(answer);
		};
		socket.setTimeout(greetingLimit, () => settle(false));
		socket.once('error', () => settle(false));
		socket.once('close', () => settle(false));
		socket.once('data', data => settle(data[0] === 5 && data[1] === 0));
		socket.write(Buffer.from([5, 1, 0]));
	});
}

function reachable(address: string): string {
	return ['', '*', '0.0.0.0'].includes(address) ? '127.0.0.1' : address === '::' ? '::1' : address;
}
