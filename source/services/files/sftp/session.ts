import {FileFailure} from '../../../core/files/file-failure.ts';
import {clip} from '../../../core/text/fit.ts';
import {printable} from '../../../core/text/printable.ts';
import type {Channel} from '../../keeper/channel.ts';
import type {FileLimits, FileSystemEnd} from '../file-system.ts';
import type {Answered, Ask, Call, CallOptions} from './call.ts';
import {makeEngine} from './engine.ts';
import {openInFlight} from './in-flight.ts';
import {makeRequests, type SftpRequests} from './requests.ts';
import {sessionEndWords} from './session-end.ts';
import {startStallClock} from './stall-clock.ts';
import {SftpStatus} from './status.ts';
import {longestPacket, makeIncoming, ProtocolFault} from './wire/incoming.ts';
import {withNameBytes, withNameText} from './wire/names.ts';
import {makeOutgoing} from './wire/outgoing.ts';
import {asExtension, headFor, idOf, kindOf, reply, replyTo, request} from './wire/packets.ts';

/**
 * An SFTP session (version 3 of the protocol) on a channel. Requests are written at once, in the order of the calls, and
 * may be in flight by the hundreds: servers answer them in order. They reject with an SftpStatus when the server says no,
 * with a FileFailure (`lost`, `timeout`, `protocol`, `unsupported`) when it cannot say anything. A session that has ended rejects
 * all that is pending and all that comes later with the reason.
 */
export type SftpSession = {
	readonly host: string;
	readonly requests: SftpRequests;
	readonly ask: Ask;
	/** What the server allows at once; modest figures until `limitsKnown`. */
	readonly limits: FileLimits;
	/** Resolves once the server has told its limits (limits@openssh.com), or will not. */
	readonly limitsKnown: Promise<void>;
	/** Whether the server offers an extension in the version that is used here. */
	offers(extension: string): boolean;
	/** It counts as not offered from now on: the server did not know it. */
	forgo(extension: string): void;
	/** Never rejects; `reason` is a sentence, clean. */
	readonly ended: Promise<FileSystemEnd>;
	close(): void;
};

/** Seconds without anything from the server while something is asked of it. */
const patience = 30;

/** A request in flight: numbered by the engine, which calls `send` with it. */
type Asked = {
	readonly options: CallOptions;
	/** The kind of its answer, besides a STATUS. */
	answer: number | null;
	/** Null once it has been called. */
	done: Answered<never> | null;
};

/** What sftp(1) uses where a server tells nothing. */
const modestLimits: FileLimits = {readLength: 32_768, writeLength: 32_768, openHandles: 64};
/** Room for the fields around the data in the longest packet. */
const longestData = longestPacket - 1024;
const longestWords = 200;

/**
 * Begins a session on a channel, which it closes at its end. Rejects with a FileFailure when what answers is no SFTP, or
 * nothing answers; with the reason of the signal.
 */
export async function openSftpSession(
	host: string,
	channel: Channel,
	{signal}: {readonly signal?: AbortSignal | undefined} = {},
): Promise<SftpSession> {
	const pending = openInFlight<Asked>();
	let calling: Asked | null = null;
	let failure: FileFailure | null = null;
	let limits = modestLimits;
	let isOpen = false;
	const ended = Promise.withResolvers<FileSystemEnd>();
	const opened = Promise.withResolvers<void>();
	const limitsKnown = Promise.withResolvers<void>();
	opened.promise.catch(() => {});

	const end = (code: FileSystemEnd['code'], reason: string): void => {
		if (failure !== null) {
			return;
		}
		failure = new FileFailure(code, `The file session with ${printable(host)} ended: ${reason}`);
		clock.stop();
		channel.close();
		const left = pending.all();
		pending.clear();
		for (const one of left) {
			settle(one, failure);
		}
		opened.reject(failure);
		limitsKnown.resolve();
		ended.resolve({reason, code});
	};
	const clock = startStallClock({
		isWaiting: () => pending.size > 0 || !isOpen,
		isSlow: () => pending.all().some(({options}) => options.isSlow === true),
		patience,
		stalled: seconds => end('timeout', `The server has not answered for ${seconds} s.`),
	});
	const put = makeOutgoing(channel.stdin, clock.progress);
	const send = (written: Buffer): void => {
		// What the engine asks by itself is nobody's.
		const asked: Asked = calling ?? {options: {}, answer: null, done: null};
		calling = null;
		const {extension, payload} = asked.options;
		const packet = extension === undefined ? written : asExtension(written, extension);
		if (kindOf(packet) !== request.init) {
			asked.answer = replyTo(packet);
			pending.add(idOf(packet), asked);
		}
		if (payload === undefined) {
			put(withNameBytes(packet));
		} else {
			put(headFor(packet, payload));
			put(payload);
		}
	};
	const engine = await makeEngine(send);
	engine.on('error', error => {
		throw new ProtocolFault(`it sent what makes no sense (${clip(printable(error.message), longestWords)})`);
	});
	engine.on('ready', () => {
		const told = (given: number | undefined, usual: number): number =>
			given !== undefined && given > 0 ? given : usual;
		if (engine.maxOpenHandles !== undefined) {
			limits = {
				readLength: Math.min(engine._maxReadLen, longestData),
				writeLength: Math.min(engine._maxWriteLen, longestData),
				openHandles: Math.min(told(engine.maxOpenHandles, modestLimits.openHandles), 4096),
			};
		}
		limitsKnown.resolve();
	});
	// Names grow where they are escaped; what arrives is measured before.
	engine._maxInPktLen = 4 * longestPacket;

	const yes = Buffer.from([0, 0, 0, 9, reply.status, 0, 0, 0, 0, 0, 0, 0, 0]);
	const emptyData = Buffer.from([0, 0, 0, 9, reply.data, 0, 0, 0, 0, 0, 0, 0, 0]);
	const incoming = makeIncoming({
		admit(kind, id) {
			if (!isOpen) {
				if (kind !== reply.version || id < 3) {
					throw kind === reply.version
						? new ProtocolFault(`it speaks version ${id} of SFTP, and version 3 is needed`)
						: new ProtocolFault('its first answer is none of SFTP');
				}
				return null;
			}
			const asked = pending.get(id);
			if (asked === undefined) {
				throw new ProtocolFault('it answered what nobody asked');
			}
			if (kind !== reply.status && kind !== asked.answer) {
				throw new ProtocolFault(`it gave an answer of the wrong kind (${kind})`);
			}
			return asked.options.target ?? null;
		},
		take(packet) {
			engine.push(kindOf(packet) === reply.name ? withNameText(packet) : packet);
			if (isOpen) {
				pending.take(idOf(packet));
			} else {
				isOpen = true;
				opened.resolve();
			}
		},
		takeYes(id) {
			yes.writeUInt32BE(id, 5);
			engine.push(yes);
			pending.take(id);
		},
		filled(id, length) {
			settle(pending.get(id)!, undefined, length);
			// The engine knows the request as well: for it the answer is empty.
			emptyData.writeUInt32BE(id, 5);
			engine.push(emptyData);
			pending.take(id);
		},
		garbage(bytes) {
			const words = clip(printable(bytes.toString('utf8').trim().replaceAll(/\s+/g, ' ')), longestWords);
			return new ProtocolFault(
				`what it sent first is no SFTP but “${words}”. A start-up file of the shell there (.bashrc) may print that: it must not where there is no terminal`,
			);
		},
	});
	channel.stdout.on('data', (chunk: Buffer) => {
		clock.progress();
		if (failure !== null) {
			return;
		}
		try {
			incoming(chunk);
		} catch (error) {
			if (!(error instanceof ProtocolFault || error instanceof TypeError || error instanceof RangeError)) {
				throw error;
			}
			const words = error instanceof ProtocolFault ? error.message : 'it sent what makes no sense';
			end('protocol', `The server does not keep to the protocol: ${words}.`);
		}
	});
	channel.stdout.on('error', () => {});
	channel.stdin.on('error', () => {});
	void channel.ended.then(async exit => {
		// What arrived last may still be in the pipe.
		await drained(channel.stdout);
		end(exit.stopped === 'no answer' ? 'timeout' : 'lost', sessionEndWords(host, exit, isOpen));
	});

	const senseless = new FileFailure(
		'failure',
		`The server of ${printable(host)} gave an answer that makes no sense.`,
	);
	const ask: Ask = (issue, options, done) => {
		if (failure !== null) {
			done(failure);
			return;
		}
		const asked: Asked = {options, answer: null, done};
		calling = asked;
		engine._writeReqid = pending.next() - 1;
		issue(engine, (error, result) =>
			settle(
				asked,
				// The engine gives no code where it finds nothing in an answer that must be there.
				error && (error.code === undefined ? senseless : new SftpStatus(error.code, error.message)),
				result as number,
			),
		);
	};
	const call: Call = (issue, options = {}) =>
		new Promise((resolve, reject) => {
			ask(issue, options, (error, result) => {
				if (error === undefined) {
					resolve(result as never);
				} else {
					reject(error);
				}
			});
		});
	const abort = (): void => {
		opened.reject(signal?.reason);
		channel.close();
	};
	signal?.throwIfAborted();
	signal?.addEventListener('abort', abort, {once: true});
	engine._init();
	try {
		await opened.promise;
	} finally {
		signal?.removeEventListener('abort', abort);
	}
	if (engine._extensions['limits@openssh.com'] !== '1') {
		limitsKnown.resolve();
	}
	const offers = (extension: string): boolean => {
		const version = extension.endsWith('statvfs@openssh.com') ? '2' : '1';
		return Object.hasOwn(engine._extensions, extension) && engine._extensions[extension] === version;
	};
	return {
		host,
		requests: makeRequests({host, call, offers}),
		ask,
		get limits() {
			return limits;
		},
		limitsKnown: limitsKnown.promise,
		offers,
		forgo: extension => void delete engine._extensions[extension],
		ended: ended.promise,
		close() {
			end('lost', 'It was closed.');
		},
	};
}

function settle(asked: Asked, error: Error | undefined, result?: number): void {
	const {done} = asked;
	asked.done = null;
	try {
		done?.(error, result as never);
	} catch (fault) {
		// It is one of ours: what is thrown from here on would be taken for one of the server's.
		queueMicrotask(() => {
			throw fault;
		});
	}
}

function drained(stdout: Channel['stdout']): Promise<void> {
	return new Promise(resolve => {
		if (stdout.readableEnded || stdout.destroyed) {
			resolve();
			return;
		}
		stdout.once('close', resolve);
		stdout.once('end', resolve);
		// What ssh started for itself may hold the pipe.
		setTimeout(resolve, 500).unref();
	});
}
