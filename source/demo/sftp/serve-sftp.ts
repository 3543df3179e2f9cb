import type {Sandbox} from '../sandbox/sandbox.ts';
import type {ChannelIo} from '../server/channel-io.ts';
import {extensions} from './extensions.ts';
import {makeFrames} from './frames.ts';
import {makeHandles} from './handles.ts';
import {readPacket} from './reader.ts';
import {reply, status} from './replies.ts';
import {type Handler, requests, type Session} from './requests.ts';
import {statusOf} from './status-of.ts';

const initialise = 1;
const extended = 200;
const versions = Object.fromEntries(Object.entries(extensions).map(([name, {version}]) => [name, version]));

/**
 * Serves SFTP version 3 on a channel until its end; never rejects. ssh2's own SFTP server offers no extensions (posix-rename, limits, …), holds names
 * as UTF-8 and keeps an endless queue; this one answers one request after the other, as OpenSSH's does, and reads no
 * further while the client does not take its answers.
 */
export async function serveSftp(io: ChannelIo, sandbox: Sandbox, user: string): Promise<void> {
	const session = {sandbox, user, handles: makeHandles()};
	try {
		await serve(io, session);
		io.end(0);
	} catch {
		// Only what is no SFTP at all ends here.
		io.end(1);
	} finally {
		session.handles.closeAll();
	}
}

async function serve(io: ChannelIo, session: Session): Promise<void> {
	const frames = makeFrames();
	let isOpen = true;
	for (let chunk = await io.next(); chunk !== null && isOpen; chunk = await io.next()) {
		for (const packet of frames.push(chunk)) {
			isOpen = await io.write(await answer(packet, session));
			if (!isOpen) {
				break;
			}
		}
	}
}

async function answer(packet: Buffer, session: Session): Promise<Buffer> {
	const fields = readPacket(packet);
	const kind = fields.byte();
	// The version of an INIT, the number of any other request.
	const id = fields.number();
	if (kind === initialise) {
		return reply.version(versions);
	}
	try {
		const handler = kind === extended ? extension(fields.path()) : requests[kind];
		return handler === undefined ? reply.status(id, status.unsupported) : await handler(id, fields, session);
	} catch (error) {
		return reply.status(id, statusOf(error));
	}
}

function extension(name: string): Handler | undefined {
	return Object.hasOwn(extensions, name) ? extensions[name]!.handle : undefined;
}
