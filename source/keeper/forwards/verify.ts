import {connect} from 'node:net';
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
		const listener = `${printable(alias)} listens on ${place}, says its sshd: from here that cannot be seen.`;
		return [listener, ...(await verifyHere(run, forward))];
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

/** The end of a remote forward, which this machine reaches. */
async function verifyHere(run: Run, {target, kind, listen}: Forward): Promise<string[]> {
	if (target === null) {
		return [];
	}
	const takes = await takesConnections(target);
	const place = printable(describeEndpoint(target));
	const why = explainUse(run.record().alias, {kind, listen, target}, 'Connection refused');
	return [takes ? `${place} takes connections, as seen from this machine.` : (why ?? '')];
}

/** The end of a local forward, in the words of the ssh that carries it. */
async function verifyThere(run: Run, forward: Forward): Promise<string> {
	const {alias} = run.record();
	const {target} = forward;
	if (target === null || 'path' in target) {
		return 'Whether anybody answers there is not known before it is used.';
	}
	try {
		const why = await run.carrier().reach(target.address ?? '', target.port);
		run.load.used(why);
		const place = printable(describeEndpoint(target));
		return why === null
			? `${place} takes connections, as seen from ${printable(alias)}.`
			: (explainUse(alias, forward, why) ?? why);
	} catch (error) {
		return `Whether anybody answers there is not known: ${describeError(error)}`;
	}
}

/** Whether a SOCKS5 proxy (RFC 1928) answers that it wants no login. */
function greetSocks(listen: Endpoint): Promise<boolean> {
	return new Promise(resolve => {
		const socket =
			'path' in listen ? connect(listen.path) : connect(listen.port, reachable(listen.address ?? ''));
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
