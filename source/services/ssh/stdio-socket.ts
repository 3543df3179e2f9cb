import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {connect, createServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** Both ends of a connection: `theirs` is for a child, as stdin and stdout. */
export type StdioSocket = {readonly ours: Socket; readonly theirs: Socket};

/** More than a socket holds at once. */
const size = 256 * 1024;

/**
 * Opens a connection to a child to come, for much data. A pipe of Node reads each piece into memory of its own, and to free
 * that costs a third of a download; here every piece takes the place of the one before. A listener of `data` must be done
 * with it when it returns. Null where no socket can be had.
 */
export async function openStdioSocket(): Promise<StdioSocket | null> {
	let directory: string | null = null;
	const server = createServer({pauseOnConnect: true, allowHalfOpen: true});
	try {
		// Private: nobody else gets in between.
		directory = await mkdtemp(join(tmpdir(), 'sallyport-'));
		const path = join(directory, 's');
		let early: Buffer | null = null;
		server.listen(path);
		await once(server, 'listening');
		const ours: Socket = connect({
			path,
			allowHalfOpen: true,
			onread: {
				buffer: Buffer.allocUnsafeSlow(size),
				callback(length, buffer) {
					const piece = (buffer as Buffer).subarray(0, length);
					if (ours.listenerCount('data') === 0) {
						early = Buffer.from(piece);
						return false;
					}
					ours.emit('data', piece);
					return true;
				},
			},
		});
		ours.on('newListener', event => {
			if (event === 'data' && early !== null) {
				const piece = early;
				early = null;
				process.nextTick(() => ours.emit('data', piece));
			}
		});
		const [[theirs]] = await Promise.all([once(server, 'connection'), once(ours, 'connect')]);
		ours.once('end', () => ours.destroy());
		return {ours, theirs: theirs as Socket};
	} catch {
		return null;
	} finally {
		server.close();
		if (directory !== null) {
			await rm(directory, {recursive: true, force: true});
		}
	}
}
