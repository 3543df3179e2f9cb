import type {Endpoint, Forward} from './forward.ts';

type Problem = {readonly problem: string};
/** A part of a specification between colons. One with a slash in it is a path, unless a port must stand there. */
type Field = {readonly text: string; readonly isPath: boolean};

const longestPath = 107;
const longestHost = 1024;

/**
 * Reads what follows `-L`, `-R` or `-D`, as ssh does: `[bind_address:]port:host:hostport`, sockets in place of either
 * side, square brackets around what holds colons, backslashes before them (ssh(1)). Ports are numbers here; the names of
 * services that ssh also takes are not known.
 */
export function parseForward(kind: Forward['kind'], specification: string): Forward | Problem {
	const fields = splitFields(specification.trimStart());
	const forward =
		kind === 'dynamic'
			? proxy(kind, fields)
			: (targeted(kind, fields) ?? (kind === 'remote' ? proxy(kind, fields) : null));
	if (forward === null) {
		return {problem: `not a ${kind} forward: ${findFault(kind, fields) ?? expected[kind]}`};
	}
	const tooLong = [forward.listen, forward.target].some(endpoint => endpoint !== null && isTooLong(endpoint));
	return tooLong ? {problem: 'too long: the name of the host, or of the socket'} : forward;
}

/** Reads the arguments of LocalForward, RemoteForward or DynamicForward (ssh_config(5)); the last takes no target. */
export function parseForwardOption(
	kind: Forward['kind'],
	listen: string,
	target: string | null,
): Forward | Problem {
	return parseForward(kind, target === null ? listen : `${listen}:${target}`);
}

const expected = {
	local: '[bind_address:]port:host:hostport is needed',
	remote: '[bind_address:]port[:host:hostport] is needed',
	dynamic: '[bind_address:]port is needed',
} as const;

/** Which of the fields is wrong, with the machine that it is about; null when it is not one of them. */
function findFault(kind: Forward['kind'], fields: readonly Field[]): string | null {
	const texts = fields.map(({text}) => text);
	const isAimed = kind !== 'dynamic' && texts.length > 2;
	const listener = texts.at(isAimed ? -3 : -1);
	const [name, port] = isAimed ? texts.slice(-2) : [];
	const isOther = !isAimed && (kind === 'local' || texts.length > 2);
	if (isOther || listener === undefined || fields.some(({isPath}) => isPath)) {
		return null;
	}
	const machine = kind === 'remote' ? 'the host' : 'this machine';
	const lowest = kind === 'remote' ? '0 (it chooses one)' : '1';
	if (tcpListener(null, listener, kind) === null) {
		return `“${listener}” is no port of ${machine}: a number from ${lowest} to 65535 is needed`;
	}
	if (name !== undefined && port !== undefined && tcpTarget(name, port) === null) {
		return `“${port}” is no port of ${name || 'the target'}: a number from 1 to 65535 is needed`;
	}
	return null;
}

/** Between one and four fields; none when there is garbage. */
function splitFields(specification: string): Field[] {
	const fields: Field[] = [];
	let rest = specification;
	while (rest !== '') {
		const bracketed = /^\[([^\]]*)\](?::|$)/.exec(rest);
		const match = bracketed ?? /^((?:\\.|[^\\:[]|(?!^)\[)*)(?::|$)/s.exec(rest);
		if (match === null || fields.length === 4) {
			return [];
		}
		const raw = match[1] ?? '';
		const text = bracketed ? raw : raw.replaceAll(/\\(.)/gs, '$1');
		fields.push({text, isPath: text.includes('/')});
		rest = rest.slice(match[0].length);
	}
	return fields;
}

function proxy(kind: Forward['kind'], fields: readonly Field[]): Forward | null {
	const [first, second] = fields;
	if (first === undefined || fields.length > 2) {
		return null;
	}
	const listen = second === undefined ? single(first, kind) : tcpListener(first.text, second.text, kind);
	return listen === null ? null : {kind, listen, target: null};
}

function targeted(kind: Forward['kind'], fields: readonly Field[]): Forward | null {
	const [first, second, third, fourth] = fields;
	if (first === undefined || second === undefined) {
		return null;
	}
	let listen: Endpoint | null;
	let target: Endpoint | null;
	if (third === undefined) {
		listen = single(first, kind);
		target = second.isPath ? {path: second.text} : null;
	} else if (fourth !== undefined) {
		listen = tcpListener(first.text, second.text, kind);
		target = tcpTarget(third.text, fourth.text);
	} else if (first.isPath || !third.isPath) {
		listen = single(first, kind);
		target = tcpTarget(second.text, third.text);
	} else {
		listen = tcpListener(first.text, second.text, kind);
		target = {path: third.text};
	}
	return listen === null || target === null ? null : {kind, listen, target};
}

function single(field: Field, kind: Forward['kind']): Endpoint | null {
	return field.isPath ? {path: field.text} : tcpListener(null, field.text, kind);
}

function tcpListener(address: string | null, text: string, kind: Forward['kind']): Endpoint | null {
	const port = parsePort(text);
	// Port 0 asks the far side to choose one.
	return port === null || (port === 0 && kind !== 'remote') ? null : {address, port};
}

function tcpTarget(address: string, text: string): Endpoint | null {
	const port = parsePort(text);
	return port === null || port === 0 ? null : {address, port};
}

function parsePort(text: string): number | null {
	const port = /^\s*\+?(\d{1,9})$/.exec(text)?.[1];
	return port === undefined || Number(port) > 65_535 ? null : Number(port);
}

function isTooLong(endpoint: Endpoint): boolean {
	const bytes = new TextEncoder().encode(
		'path' in endpoint ? endpoint.path : (endpoint.address ?? ''),
	).length;
	return bytes > ('path' in endpoint ? longestPath : longestHost);
}
