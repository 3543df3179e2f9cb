import type {SFTP} from 'ssh2/lib/protocol/SFTP.js';

export type {
	Attributes as EngineAttributes,
	Done,
	Entry as EngineEntry,
	Space,
} from 'ssh2/lib/protocol/SFTP.js';
/** ssh2's SFTP engine: it writes requests and reads replies. It holds names as UTF-8. */
export type Engine = SFTP;

/**
 * Makes an engine that is on no connection of ssh2's: it gives each packet, whole, to `send`, and is given what arrives by
 * `push`. The package is loaded at the first call, without its native parts. This file alone imports the engine, which is
 * no public part of the package: the version is pinned.
 */
export async function makeEngine(send: (packet: Buffer) => void): Promise<Engine> {
	const {default: ssh2} = await import('ssh2/lib/protocol/SFTP.js');
	const protocol = {
		// The order of SYMLINK's fields that OpenSSH made usual, as sftp(1) does with every server.
		_remoteIdentRaw: 'SSH-2.0-OpenSSH',
		channelData: (_id: number, packet: Buffer) => send(packet),
		channelClose() {},
	};
	const way = {id: 0, state: 'open', window: Number.POSITIVE_INFINITY, packetSize: Number.POSITIVE_INFINITY};
	return new ssh2.SFTP({_protocol: protocol}, {type: 'sftp', incoming: {...way}, outgoing: {...way}}, {});
}
