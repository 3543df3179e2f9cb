import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {FileEntry} from '../../source/core/files/entry.ts';
import {LeaseFailure} from '../../source/core/keeper/lease-failure.ts';
import type {FileSystem, FileSystemEnd} from '../../source/services/files/file-system.ts';
import {openDashboard, type TestDashboardOptions} from '../helpers/dashboard.tsx';
import {openFiles} from '../helpers/files.ts';

const config = 'Host web-1\n\tHostName 192.0.2.1\n';

function entry(name: string): FileEntry {
	return {name, type: 'file', size: 0, mtime: 0, mode: 0o644, uid: 0, gid: 0, refused: null};
}

async function open(openHost: NonNullable<TestDashboardOptions['openHost']>) {
	const dashboard = await openDashboard({config, openHost});
	await dashboard.screen.shows('web-1');
	await dashboard.screen.press('f');
	return dashboard;
}

test('the screen is there while ssh logs in, and Esc cancels', async () => {
	let isAborted = false;
	const {screen} = await open((_, signal) => {
		signal.addEventListener('abort', () => {
			isAborted = true;
		});
		return new Promise(() => {});
	});
	await screen.shows('Logging in to web-1 … Esc cancels.');
	await screen.shows('local');
	await screen.press('d');
	await screen.shows('Still logging in to web-1.');
	await screen.press('Esc');
	await screen.shows('Not connected: cancelled.');
	assert.ok(isAborted);
	await screen.press('Esc');
	await screen.shows('Hosts');
});

test('a login that fails says why and what to do, and R tries again', async () => {
	let tries = 0;
	const {screen} = await open(files => {
		if (++tries === 1) {
			const stderr = 'ssh: connect to host 192.0.2.1 port 22: Connection refused\r\n';
			throw new LeaseFailure('web-1', {ending: 'failed', reason: 'It failed.', stderr});
		}
		return files;
	});
	await screen.shows('refuses connections');
	await screen.shows('R tries again');
	await screen.press('R');
	await screen.shows(/web-1 .*there/);
	assert.equal(tries, 2);
});

test('rows show as they come, the cursor stays on its row, and Esc ends the reading', async () => {
	let give: (names: readonly string[]) => void = () => {};
	const {screen, store} = await open(files => ({
		...files,
		list: (_, {signal, onEntries}) =>
			new Promise((_, reject) => {
				give = names => onEntries(names.map(entry));
				signal?.addEventListener('abort', () => reject(signal.reason));
			}),
	}));
	await screen.shows('reading …');
	await screen.press('Esc');
	await screen.shows('Not read: it was cancelled. R reads it.');
	await screen.press('R');
	await screen.shows('reading …');
	give(['m', 'n']);
	await screen.shows('2 entries so far');
	await screen.press('Down', 'Down');
	give(['a', 'z']);
	await screen.shows('4 entries so far');
	const {rows, position} = store.state().files.columns.right;
	assert.equal(rows[position.cursor]?.name, 'n');
	await screen.press('Esc');
	await screen.shows('4 entries, more than is listed');
});

test('a session that ends says so, keeps listing and marks, and is had back', async () => {
	const ends: ((end: FileSystemEnd) => void)[] = [];
	let mayReturn = false;
	const openHost = (files: FileSystem): FileSystem => {
		if (ends.length > 0 && !mayReturn) {
			throw new LeaseFailure('web-1', {ending: 'failed', reason: 'Not yet.', stderr: ''});
		}
		const {promise, resolve} = Promise.withResolvers<FileSystemEnd>();
		ends.push(resolve);
		return {...files, ended: promise};
	};
	const {screen, there} = await openFiles(({there}) => writeFileSync(join(there, 'a.txt'), 'a'), {openHost});
	await screen.shows('1 entry');
	await screen.press('Down', 'Space');
	await screen.shows('1 entry marked');
	ends[0]?.({reason: 'The link dropped.', code: 'lost'});
	await screen.shows('The session on web-1 ended: The link dropped.');
	await screen.shows('a.txt');
	await screen.press('d');
	await screen.shows('There is no session on web-1. R connects.');
	mayReturn = true;
	writeFileSync(join(there, 'b.txt'), '');
	await screen.press('R');
	await screen.shows('b.txt');
	await screen.shows('1 entry marked');
	assert.equal(ends.length, 2);
	ends[1]?.({reason: 'Again.', code: 'lost'});
	await screen.shows('The session on web-1 ended: Again.');
	writeFileSync(join(there, 'c.txt'), '');
	await screen.shows('c.txt');
	await screen.shows('The session on web-1 is back.');
});

test('a login that somebody else is asked for says where the question stands', async () => {
	const {promise, resolve} = Promise.withResolvers<void>();
	let tell: (what: string | null) => void = () => {};
	const {screen} = await open(async (files, _, onAsked) => {
		tell = onAsked;
		await promise;
		return files;
	});
	await screen.shows('Logging in to web-1');
	tell('the password of me on web-1');
	await screen.shows('Waits for an answer: ssh asks for the password');
	tell(null);
	await screen.showsNot('Waits for an answer');
	tell('the password of me on web-1');
	await screen.shows('Waits for an answer');
	resolve();
	await screen.shows(/web-1.*there/);
	await screen.showsNot('Waits for an answer');
});

test('a server that breaks the protocol is not asked again before R', async () => {
	const ends: ((end: FileSystemEnd) => void)[] = [];
	const {screen} = await openFiles(({there}) => writeFileSync(join(there, 'a.txt'), 'a'), {
		openHost(files) {
			const {promise, resolve} = Promise.withResolvers<FileSystemEnd>();
			ends.push(resolve);
			return {...files, ended: promise};
		},
	});
	ends[0]?.({reason: 'It sent nonsense.', code: 'protocol'});
	await screen.shows('The session on web-1 ended: It sent nonsense.');
	await screen.press('!');
	await screen.shows('It is not tried again by itself: R tries');
	await screen.press('Esc', 'R');
	await screen.shows('1 entry');
	assert.equal(ends.length, 2);
});

test('a lost session is not had back by logins that can only be refused', async () => {
	const ends: ((end: FileSystemEnd) => void)[] = [];
	const {screen, store} = await openFiles(({there}) => writeFileSync(join(there, 'a.txt'), 'a'), {
		openHost(files) {
			if (ends.length > 0) {
				const stderr = 'me@192.0.2.1: Permission denied (publickey).\r\n';
				throw new LeaseFailure('web-1', {ending: 'failed', reason: 'It failed.', stderr});
			}
			const {promise, resolve} = Promise.withResolvers<FileSystemEnd>();
			ends.push(resolve);
			return {...files, ended: promise};
		},
	});
	ends[0]?.({reason: 'The link dropped.', code: 'lost'});
	await screen.shows('No session on web-1');
	const {status} = store.state().files.columns.right;
	assert.equal(status.kind === 'lost' && status.nextStep, 'It is not tried again by itself: R tries again.');
});

test('a file that takes long to open is waited for, viewed, and closed once', async () => {
	let goOn: () => void = () => {};
	let closed = 0;
	const openHost = (files: FileSystem): FileSystem => ({
		...files,
		async open(path, how, signal) {
			await new Promise<void>(resolve => {
				goOn = resolve;
			});
			const file = await files.open(path, how, signal);
			return {
				...file,
				close() {
					closed++;
					return file.close();
				},
			};
		},
	});
	const {screen} = await openFiles(({there}) => writeFileSync(join(there, 'a.txt'), 'content'), {
		openHost,
	});
	await screen.shows('1 entry');
	await screen.press('Down', 'v');
	await screen.shows(/━ At work ━+\n\s*\n +open .*there\/a\.txt/);
	goOn();
	await screen.shows(/a\.txt.*\ncontent/);
	await screen.press('End', 'Home', 'Esc');
	await screen.shows('1 entry');
	assert.equal(closed, 1);
	await screen.press('v');
	await screen.shows(/━ At work ━+\n\s*\n +open .*there\/a\.txt/);
	goOn();
	await screen.shows(/a\.txt.*\ncontent/);
	assert.equal(closed, 1);
});

test('100,000 files come to the screen, and only those on it are drawn', async () => {
	const names = Array.from({length: 100_000}, (_, index) => `file-${(index * 7919) % 100_000}`);
	const {screen, store} = await open(files => ({
		...files,
		async list(_, {onEntries}) {
			for (let at = 0; at < names.length; at += 100) {
				onEntries(names.slice(at, at + 100).map(entry));
			}
			return {isTruncated: false};
		},
	}));
	await screen.shows('100,000 entries', {within: 20_000});
	const before = screen.output.length;
	await screen.press('End');
	await screen.shows('file-99999');
	assert.ok(screen.output.length - before < 20_000);
	await screen.press('/');
	await screen.write('file-4242');
	await screen.shows('11 of 100,000 entries');
	assert.equal(store.state().files.columns.right.rows[0]?.name, 'file-4242');
});
