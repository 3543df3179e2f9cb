import type {Endpoint} from './forward.ts';

const listening = '0A';
const established = '01';
/** SS_CONNECTED, as /proc/net/unix has it. */
const connected = '03';
const acceptsConnections = 0x1_0000;
/** A master binds its control socket under a name with 16 random characters at its end, then links it to its own. */
const controlSocket = /\.[A-Za-z0-9]{16}$/;

/** The TCP listeners in /proc/net/tcp or tcp6 (proc(5)), by inode. */
export function parseTcpListeners(text: string): Map<string, Endpoint> {
	return parseTcp(text, listening);
}

/** The ends on this machine of the TCP connections that are open, by inode. */
export function parseTcpConnections(text: string): Map<string, Endpoint> {
	return parseTcp(text, established);
}

function parseTcp(text: string, wanted: string): Map<string, Endpoint> {
	const found = new Map<string, Endpoint>();
	const lines = new RegExp(
		`^ *\\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F:]+ ${wanted} \\S+ \\S+ \\S+ +\\d+ +\\d+ (\\d+)`,
		'gm',
	);
	for (const [, address = '', port = '', inode = ''] of text.matchAll(lines)) {
		found.set(inode, {address: parseAddress(address), port: Number.parseInt(port, 16)});
	}
	return found;
}

/** The listening Unix sockets with a path in /proc/net/unix, by inode, without the control sockets of ssh masters. */
export function parseUnixListeners(text: string): Map<string, Endpoint> {
	const found = new Map<string, Endpoint>();
	for (const line of text.split('\n')) {
		const [, flags = '', inode, path] = /^\S+: \S+ \S+ (\S+) \S+ \S+ +(\d+) (.+)$/.exec(line) ?? [];
		if (inode !== undefined && path !== undefined && Number.parseInt(flags, 16) & acceptsConnections) {
			if (!controlSocket.test(path)) {
				found.set(inode, {path});
			}
		}
	}
	return found;
}

/** The Unix sockets with a path that somebody is connected to, by inode: those that a listener took on. */
export function parseUnixConnections(text: string): Map<string, Endpoint> {
	const found = new Map<string, Endpoint>();
	for (const line of text.split('\n')) {
		const [, state, inode, path] = /^\S+: \S+ \S+ \S+ \S+ (\S+) +(\d+) (.+)$/.exec(line) ?? [];
		if (inode !== undefined && path !== undefined && state === connected) {
			found.set(inode, {path});
		}
	}
	return found;
}

/** The kernel prints each 32-bit word in the machine's order, which is little-endian wherever this runs. */
function parseAddress(hex: string): string {
	const bytes = (hex.match(/.{8}/g) ?? []).flatMap(word =>
		(word.match(/../g) ?? []).reverse().map(byte => Number.parseInt(byte, 16)),
	);
	if (bytes.length === 4) {
		return bytes.join('.');
	}
	if (hex === '00000000000000000000000001000000') {
		return '::1';
	}
	if (/^0+$/.test(hex)) {
		return '::';
	}
	const groups = Array.from({length: 8}, (_, index) =>
		(((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
	);
	// A URL shortens an IPv6 address as RFC 5952 wants it.
	return new URL(`ssh://[${groups.join(':')}]`).hostname.slice(1, -1);
}
