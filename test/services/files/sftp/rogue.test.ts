import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {FileEntry} from '../../../../source/core/files/entry.ts';
import {isFileFailure} from '../../../../source/core/files/file-failure.ts';
import {openSftpSession, type SftpSession} from '../../../../source/services/files/sftp/session.ts';
import {sftpFiles} from '../../../../source/services/files/sftp/sftp-files.ts';
import {until} from '../../../helpers/wait.ts';
import {packet, type RogueRequest, type RogueServer, rogueServer} from './rogue-server.ts';

const [opendir, readdir, open, read, lstat, realpath, close] = [11, 12, 3, 5, 7, 16, 4];
const attributes = (mode: number, size = 0n) => [1 | 4 | 8, size, mode, 0, 1_700_000_000] as const;
const file = attributes(0o100644, 5n);

function opened(server: RogueServer): Promise<SftpSession> {
	return openSftpSession('web-1', server.channel);
}

function rejects(
	work: Promise<unknown>,
	code: 'lost' | 'timeout' | 'protocol' | 'failure',
	words: RegExp,
): Promise<void> {
	return assert.rejects(work, (error: unknown) => {
		assert.ok(isFileFailure(error, code), `${error}`);
		assert.match(error.message, words);
		assert.match(error.message, /web-1/);
		return true;
	});
}

/** Serves one directory whose entries are sent by `list`, once for each READDIR. */
function directory(list: (request: RogueRequest, server: RogueServer) => void): RogueServer {
	return rogueServer((request, server) => {
		if (request.kind === opendir) {
			server.send(packet(102, request.id, 'handle'));
		} else if (request.kind === readdir) {
			list(request, server);
		} else {
			server.send(packet(101, request.id, 0, '', ''));
		}
	});
}

const endOfFile = (id: number): Buffer => packet(101, id, 1, '', '');

async function entriesOf(server: RogueServer): Promise<{entries: FileEntry[]; isTruncated: boolean}> {
	const entries: FileEntry[] = [];
	const session = await opened(server);
	const {isTruncated} = await sftpFiles(session).list('/d', {onEntries: some => entries.push(...some)});
	session.close();
	return {entries, isTruncated};
}

test('names that lead out of their directory are shown and refused', async () => {
	const names = ['../../escape', '/abs', 'sub/../../x', '', 'nul\0', 'x'.repeat(300), '.', '..', 'sound'];
	let hasListed = false;
	const server = directory(({id}, {send}) => {
		const entries = names.flatMap(name => [name, '', ...file]);
		send(hasListed ? endOfFile(id) : packet(104, id, names.length, ...entries));
		hasListed = true;
	});
	const {entries} = await entriesOf(server);
	assert.deepEqual(
		entries.filter(({refused}) => refused === null).map(({name}) => name),
		['sound'],
	);
	assert.deepEqual(
		entries.filter(({refused}) => refused !== null).map(({name}) => name),
		names.slice(0, 6),
	);
});

test('a directory without an end is cut, and that is said', async () => {
	let number = 0;
	const server = directory(({id}, {send}) => {
		const entries = Array.from({length: 1000}, () => [`file-${number++}`, 'long', ...file]).flat();
		send(packet(104, id, 1000, ...entries));
	});
	const {entries, isTruncated} = await entriesOf(server);
	assert.equal(isTruncated, true);
	assert.equal(entries.length, 200_000);
	assert.equal(new Set(entries.map(({name}) => name)).size, 200_000);
	assert.ok(server.requests.length < 400, `${server.requests.length}`);
});

test('a directory of long names without an end is cut sooner', async () => {
	const name = 'n'.repeat(2000);
	const server = directory(({id}, {send}) => {
		send(packet(104, id, 100, ...Array.from({length: 100}, () => [name, '', ...file]).flat()));
	});
	const {entries, isTruncated} = await entriesOf(server);
	assert.equal(isTruncated, true);
	assert.ok(entries.length < 40_000, `${entries.length}`);
});

test('so is one that only ever lists itself', async () => {
	const server = directory(({id}, {send}) => {
		send(packet(104, id, 1000, ...Array.from({length: 1000}, () => ['.', '', ...file]).flat()));
	});
	assert.deepEqual(await entriesOf(server), {entries: [], isTruncated: true});
});

test('a file that a server tells nothing of is asked for, and one that is gone left out', async () => {
	let hasListed = false;
	const server = rogueServer((request, {send}) => {
		const {kind, id, body} = request;
		if (kind === opendir) {
			send(packet(102, id, 'handle'));
		} else if (kind === readdir) {
			send(hasListed ? endOfFile(id) : packet(104, id, 2, 'gone', '', 0, 'here', '', 0));
			hasListed = true;
		} else if (kind === lstat) {
			const isHere = body.toString('latin1', 4) === '/d/here';
			send(isHere ? packet(105, id, ...file) : packet(101, id, 2, 'No such file', ''));
		} else {
			send(packet(101, id, 0, '', ''));
		}
	});
	const {entries} = await entriesOf(server);
	assert.deepEqual(
		entries.map(({name, type, size}) => [name, type, size]),
		[['here', 'file', 5]],
	);
});

test('sizes and times that make no sense are bounded', async () => {
	let hasListed = false;
	const server = directory(({id}, {send}) => {
		const huge = [1 | 4 | 8, 2n ** 64n - 1n, 0o100644, 2 ** 32 - 1, 2 ** 32 - 1] as const;
		send(hasListed ? endOfFile(id) : packet(104, id, 1, 'huge', '', ...huge));
		hasListed = true;
	});
	const {entries} = await entriesOf(server);
	assert.equal(entries[0]?.size, Number.MAX_SAFE_INTEGER);
	assert.equal(entries[0]?.mtime, 2 ** 32 - 1);
});

const faults: readonly [string, (id: number) => Buffer, RegExp][] = [
	['an answer that nobody asked for', id => packet(101, id + 77, 0, '', ''), /answered what nobody asked/],
	['an answer of the wrong kind', id => packet(102, id, 'handle'), /wrong kind/],
	['data where none was asked for', id => packet(103, id, 'data'), /wrong kind/],
	['a packet of 4 GiB', () => Buffer.from([0xff, 0xff, 0xff, 0xff, 104]), /packet of 4294967295 bytes/],
	['a packet of 300 KiB', () => Buffer.from([0, 4, 0xb0, 0, 104]), /packet of 307200 bytes/],
	['an empty packet', () => Buffer.alloc(9), /packet of 0 bytes/],
	['a list that is cut', id => packet(104, id, 5, 'name'), /makes no sense/],
	['a list of four thousand million', id => packet(104, id, 2 ** 32 - 1, 'name', '', 0), /makes no sense/],
	['a second hello', () => packet(2, 3), /nobody asked|wrong kind/],
];
for (const [what, bytes, words] of faults) {
	test(`${what} ends the session with clear words, for all that is under way and all that follows`, async () => {
		const server = rogueServer(({kind, id}, {send}) => {
			if (kind === realpath) {
				send(bytes(id));
			}
		});
		const session = await opened(server);
		const {requests} = session;
		const pending = [requests.lstat('/a'), requests.realpath('.'), requests.lstat('/b')];
		await Promise.all(pending.map(one => rejects(one, 'protocol', words)));
		await rejects(requests.lstat('/c'), 'protocol', words);
		assert.match((await session.ended).reason, words);
		assert.ok(server.isClosed());
	});
}

test('an answer of the wrong kind in good order is a failure of that request alone', async () => {
	const server = rogueServer(({id}, {send}) => void send(packet(101, id, 0, '', '')));
	const {requests} = await opened(server);
	await rejects(requests.open('/a', 1), 'failure', /sent nothing/);
	await rejects(requests.lstat('/a'), 'failure', /sent nothing/);
	await requests.rmdir('/a');
});

test('a status without a code, and names without one, are failures of that request alone', async () => {
	const server = rogueServer(
		({kind, id}, {send}) =>
			void send(packet(kind === realpath ? 104 : 101, id, ...(kind === realpath ? [0] : []))),
	);
	const {requests} = await opened(server);
	await rejects(requests.open('/a', 1), 'failure', /makes no sense/);
	await rejects(requests.realpath('/a'), 'failure', /makes no sense/);
	await rejects(requests.rmdir('/a'), 'failure', /makes no sense/);
});

test('more data than was asked for ends the session, and nothing is written beside the buffer', async () => {
	const server = rogueServer(({kind, id}, {send}) => {
		if (kind === read) {
			send(packet(103, id, 'x'.repeat(200)));
		}
	});
	const {requests} = await opened(server);
	const memory = Buffer.alloc(300);
	const asked = requests.read(Buffer.from('h'), memory.subarray(50, 150), 0);
	await rejects(asked, 'protocol', /more data than it was asked for/);
	assert.ok(memory.every(byte => byte === 0));
});

test('data in a packet whose lengths differ ends the session', async () => {
	const server = rogueServer(({kind, id}, {send}) => {
		if (kind === read) {
			send(Buffer.concat([packet(103, id, 'data'), Buffer.from('more')]).fill(12, 3, 4));
		}
	});
	const {requests} = await opened(server);
	await rejects(requests.read(Buffer.from('h'), Buffer.alloc(10), 0), 'protocol', /makes no sense/);
});

test('data comes whole in whatever pieces it arrives', async () => {
	const content = Buffer.from(Array.from({length: 1000}, (_, index) => index & 0xff));
	for (const size of [1, 2, 3, 7, 13, 500, 5000]) {
		const server = rogueServer(({kind, id}, {send}) => {
			const answer = kind === read ? packet(103, id, content) : packet(105, id, ...file);
			for (let at = 0; at < answer.length; at += size) {
				send(answer.subarray(at, at + size));
			}
		});
		const {requests} = await opened(server);
		const buffers = Array.from({length: 3}, () => Buffer.alloc(1000));
		const answers = await Promise.all([
			...buffers.map(buffer => requests.read(Buffer.from('h'), buffer, 0)),
			requests.lstat('/a'),
			requests.read(Buffer.from('h'), Buffer.alloc(1000), 0),
		]);
		assert.deepEqual(answers.slice(0, 3), [1000, 1000, 1000]);
		assert.ok(buffers.every(buffer => buffer.equals(content)));
		assert.equal((answers[3] as {size: number}).size, 5);
	}
});

const greetings: readonly [string, Buffer, RegExp][] = [
	[
		'the words of a start-up file',
		Buffer.from('Welcome to \u001B[31mweb-1\u001B[0m!\nLast login: today\n'),
		/no SFTP but “Welcome to \\x1b\[31mweb-1.*\.bashrc/,
	],
	['bytes that read as a huge length', Buffer.from([0xfe, 0xed, 0xfa, 0xce, 1, 2, 3, 4]), /no SFTP/],
	['another protocol version', packet(2, 2), /version 2/],
	['an answer before the hello', packet(101, 0, 0, '', ''), /first answer/],
	['a hello that is cut', packet(2, 3, 'name'), /makes no sense/],
];
for (const [what, hello, words] of greetings) {
	test(`${what} instead of a hello is told`, async () => {
		await rejects(opened(rogueServer(() => {}, hello)), 'protocol', words);
	});
}

test('limits that make no sense are bounded', async () => {
	const figures = [2n ** 63n, 2n ** 63n, 2n ** 40n, 2n ** 60n] as const;
	const server = rogueServer(
		({id}, {send}) => void send(packet(201, id, ...figures)),
		packet(2, 3, 'limits@openssh.com', '1'),
	);
	const session = await opened(server);
	await session.limitsKnown;
	assert.deepEqual({...session.limits}, {readLength: 261_120, writeLength: 261_120, openHandles: 4096});
});

test('a server that is silent for 30 s while something is asked of it ends the session', async t => {
	t.mock.timers.enable({apis: ['setInterval']});
	const server = rogueServer(({kind, id}, {send}) => {
		if (kind === readdir) {
			send(endOfFile(id));
		}
	});
	const session = await opened(server);
	t.mock.timers.tick(100_000);
	assert.equal(await session.requests.readdir(Buffer.from('h')), null);
	const asked = session.requests.lstat('/a');
	t.mock.timers.tick(29_000);
	await session.requests.readdir(Buffer.from('h'));
	t.mock.timers.tick(29_000);
	await session.requests.readdir(Buffer.from('h'));
	t.mock.timers.tick(31_000);
	await rejects(asked, 'timeout', /not answered for 30 s/);
	await rejects(session.requests.lstat('/b'), 'timeout', /not answered/);
});

test('so does one that never says hello', async t => {
	t.mock.timers.enable({apis: ['setInterval']});
	const opening = opened(rogueServer(() => {}, Buffer.alloc(0)));
	await new Promise(resolve => setImmediate(resolve));
	t.mock.timers.tick(31_000);
	await rejects(opening, 'timeout', /not answered/);
});

test('a flush of a slow disk may take longer', async t => {
	t.mock.timers.enable({apis: ['setInterval']});
	const server = rogueServer(() => {}, packet(2, 3, 'fsync@openssh.com', '1'));
	const {requests} = await opened(server);
	const flush = requests.fsync(Buffer.from('h'));
	await until(() => server.requests.length === 1);
	t.mock.timers.tick(200_000);
	server.send(packet(101, server.requests[0]!.id, 0, '', ''));
	await flush;
});

test('a server that dies in the middle of an answer rejects everything with the words of ssh', async () => {
	const server = rogueServer(({id}, one) => {
		one.send(packet(105, id, ...file).subarray(0, 12));
		one.die('Timeout, server web-1 not responding.\r\n');
	});
	const {requests} = await opened(server);
	await rejects(requests.lstat('/a'), 'lost', /web-1 ended: \w+/);
	await rejects(requests.lstat('/b'), 'lost', /web-1 ended: \w+/);
});

test('a bare failure is never passed on without words', async () => {
	const server = rogueServer(({kind, id}, {send}) => {
		send(kind === lstat ? packet(105, id, ...file) : packet(101, id, 4, 'Failure', ''));
	});
	const files = sftpFiles(await opened(server));
	await rejects(
		files.readLink('/a'),
		'failure',
		/Cannot read the link \/a on web-1: the server gives no reason/,
	);
});

test('what a server says is cleaned before it is shown', async () => {
	const server = rogueServer(({id}, {send}) => void send(packet(101, id, 4, 'no \u001B[2J way', '')));
	const files = sftpFiles(await opened(server));
	await rejects(files.readLink('/a'), 'failure', /no \\x1b\[2J way/);
});

test('cancelling does not wait for the answer, and a handle that comes later is closed', async () => {
	const held: number[] = [];
	const server = rogueServer(({kind, id}, {send}) => {
		if (kind === open) {
			held.push(id);
		} else if (kind !== close) {
			send(packet(105, id, ...file));
		}
	});
	const files = sftpFiles(await opened(server));
	const controller = new AbortController();
	const opening = files.open('/a', 'create', controller.signal);
	await until(() => held.length === 1);
	controller.abort();
	await assert.rejects(opening, {name: 'AbortError'});
	server.send(packet(102, held[0]!, 'late'));
	await new Promise(resolve => setImmediate(resolve));
	await files.lstat('/b');
	const closed = server.requests.find(({kind}) => kind === close);
	assert.equal(closed?.body.toString('latin1', 4), 'late');
});
