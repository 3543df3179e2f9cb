import {PassThrough} from 'node:stream';
import type {Channel} from '../../../../source/services/keeper/channel.ts';

/** A request as it came: `body` begins behind its number. */
export type RogueRequest = {readonly kind: number; readonly id: number; readonly body: Buffer};

export type RogueServer = {
	readonly channel: Channel;
	/** Sends bytes as they are; false when the client should be waited for. */
	send(bytes: Buffer): boolean;
	/** The server's process dies. */
	die(stderr?: string): void;
	isClosed(): boolean;
	readonly requests: RogueRequest[];
};

/** A packet with its length: numbers are uint32, bigints uint64, strings and buffers have their length before them. */
export function packet(kind: number, ...parts: readonly (number | bigint | string | Buffer)[]): Buffer {
	const body = parts.map(part => {
		if (typeof part === 'number') {
			const bytes = Buffer.alloc(4);
			bytes.writeUInt32BE(part);
			return bytes;
		}
		if (typeof part === 'bigint') {
			const bytes = Buffer.alloc(8);
			bytes.writeBigUInt64BE(part);
			return bytes;
		}
		const bytes = Buffer.from(part);
		const length = Buffer.alloc(4);
		length.writeUInt32BE(bytes.length);
		return Buffer.concat([length, bytes]);
	});
	const head = Buffer.alloc(5);
	head.writeUInt32BE(body.reduce((sum, {length}) => sum + length, 1));
	head[4] = kind;
	return Buffer.concat([head, ...body]);
}

/** An SFTP server in this process that does to each request what a test wants; INIT is answered in good order by default. */
export function rogueServer(
	answer: (request: RogueRequest, server: RogueServer) => void,
	hello: Buffer = packet(2, 3),
): RogueServer {
	const [stdin, stdout] = [new PassThrough(), new PassThrough()];
	const ended = Promise.withResolvers<Awaited<Channel['ended']>>();
	let isClosed = false;
	let stderr = '';
	let pending = Buffer.alloc(0);
	const die = (words = ''): void => {
		stderr += words;
		stdout.end();
		ended.resolve({code: 255, signal: null, stderr, stopped: null});
	};
	const server: RogueServer = {
		requests: [],
		send: bytes => !isClosed && stdout.write(bytes),
		die,
		isClosed: () => isClosed,
		channel: {
			...{stdin, stdout, ended: ended.promise},
			stderr: () => stderr,
			close() {
				isClosed = true;
				stdin.destroy();
				stdout.destroy();
				ended.resolve({code: null, signal: 'SIGTERM', stderr, stopped: 'aborted'});
			},
		},
	};
	stdin.on('data', (chunk: Buffer) => {
		pending = Buffer.concat([pending, chunk]);
		while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE()) {
			const whole = pending.subarray(4, 4 + pending.readUInt32BE());
			pending = pending.subarray(4 + whole.length);
			if (whole[0] === 1) {
				server.send(hello);
				continue;
			}
			const request = {kind: whole[0]!, id: whole.readUInt32BE(1), body: whole.subarray(5)};
			server.requests.push(request);
			answer(request, server);
		}
	});
	return server;
}
