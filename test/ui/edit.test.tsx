import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {Failure} from '../../source/core/errors.ts';
import {fileFailure} from '../../source/core/files/file-failure.ts';
import type {FileSystem, FileSystemEnd} from '../../source/services/files/file-system.ts';
import {makeScratch} from '../../source/services/files/scratch.ts';
import {openDashboard, type TestDashboardOptions} from '../helpers/dashboard.tsx';
import {colourOf, openFiles, playedQueue, transferOf} from '../helpers/files.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';

const end = {code: 0, signal: null, stderr: '', startedAt: 0, endedAt: 0};

/** The Files screen on a file of the host, with an editor that does `edit` to what it is given. */
async function open(
	edit: (file: string, there: string) => void,
	{
		exit = 0,
		mode = 0o644,
		name = 'notes.md',
		...options
	}: TestDashboardOptions & {
		readonly host?: string;
		readonly exit?: number;
		readonly mode?: number;
		readonly name?: string;
	} = {},
) {
	const queue = playedQueue();
	const edited: string[] = [];
	let there = '';
	const plant = (dashboard: {readonly there: string}): void => {
		there = dashboard.there;
		writeFileSync(join(there, name), 'one\n');
		chmodSync(join(there, name), mode);
	};
	const files = await openFiles(plant, {
		...options,
		services: {
			transfers: queue,
			programs: {
				async edit(file) {
					edited.push(file);
					edit(file, there);
					return {...end, code: exit};
				},
				shell: async () => end,
			},
		},
	});
	await files.screen.shows('1 entry');
	await files.screen.press('Down', 'e');
	return {...files, queue, edited};
}

test('a changed copy goes back to where it came from, and leaves nothing behind', async () => {
	const {screen, queue, edited, there} = await open(file => {
		assert.equal(readFileSync(file, 'utf8'), 'one\n');
		assert.equal(statSync(dirname(file)).mode & 0o777, 0o700);
		writeFileSync(file, 'two\n');
	});
	await screen.shows('notes.md');
	await until(() => queue.requests.length === 1);
	const [copy = ''] = edited;
	assert.match(copy, /notes\.md$/);
	assert.deepEqual(queue.requests[0], {
		source: {host: null, paths: [copy]},
		target: {host: 'web-1', directory: there},
		name: 'notes.md',
		isMove: true,
		followsLinks: false,
		onConflict: 'overwrite',
		onProtected: null,
	});
	queue.tell(transferOf({state: 'done'}));
	await until(() => !existsSync(dirname(copy)));
	await screen.shows('Saved notes.md on web-1.');
});

test('keys pressed while a file is fetched do nothing but say so, and Esc cancels', async () => {
	let opened = 0;
	const {screen, edited, there, store} = await open(() => {}, {
		openHost: files => ({
			...files,
			async open(path, how, signal) {
				opened++;
				const file = await files.open(path, how, signal);
				const read = (): Promise<never> =>
					new Promise((_, reject) => {
						signal?.addEventListener('abort', () => reject(signal.reason));
					});
				return {...file, read};
			},
		}),
	});
	await until(() => opened === 1);
	await screen.press('d');
	await screen.shows('the key was pressed before this was over');
	await screen.shows(`fetch ${there}/notes.md`);
	store.send({type: 'message-cleared'});
	await screen.showsNot('the key was pressed');
	assert.equal(screen.screen().join().split('fetch ').length, 2, 'it is said once');
	await screen.press('Esc');
	await screen.shows('Cancelled: fetch');
	assert.deepEqual([edited, store.state().dialog], [[], null]);
	await screen.press('d');
	await screen.shows('Delete “notes.md” on web-1?');
});

test('an unchanged copy goes nowhere', async () => {
	const {screen, queue, edited} = await open(() => {});
	await screen.shows('notes.md is unchanged.');
	assert.equal(queue.requests.length, 0);
	assert.ok(!existsSync(dirname(edited[0] ?? '')));
});

test('what somebody else changed meanwhile is not overwritten unasked', async () => {
	const {screen, queue, edited} = await open((file, there) => {
		writeFileSync(file, 'mine\n');
		// Of the same size, within the same second.
		writeFileSync(join(there, 'notes.md'), 'his\n');
	});
	await screen.shows('Changed on web-1 meanwhile: notes.md');
	await screen.press('Enter');
	await until(() => queue.requests.length === 1);
	assert.equal(queue.requests[0]?.name, 'notes.md.mine');
	queue.tell(transferOf({state: 'done'}));
	await until(() => !existsSync(dirname(edited[0] ?? '')));
});

test('a file that vanished meanwhile, or is kept beside another, gets the mode that the original had', async () => {
	for (const change of ['vanish', 'differ']) {
		let copy = '';
		const {screen, queue} = await open(
			(file, there) => {
				copy = file;
				writeFileSync(file, 'mine\n');
				if (change === 'vanish') {
					rmSync(join(there, 'notes.md'));
				} else {
					writeFileSync(join(there, 'notes.md'), 'his\n');
				}
			},
			{mode: 0o664},
		);
		if (change === 'differ') {
			await screen.shows('Changed on web-1 meanwhile: notes.md');
			await screen.press('Enter');
		}
		await until(() => queue.requests.length === 1);
		assert.equal(statSync(copy).mode & 0o777, 0o664);
		queue.tell(transferOf({state: 'done'}));
		await until(() => !existsSync(dirname(copy)));
	}
});

test('a text is kept beside a changed file whose name leaves no room for a longer one', async () => {
	const name = 'é'.repeat(127);
	const {screen, queue} = await open(
		(file, there) => {
			writeFileSync(file, 'mine\n');
			writeFileSync(join(there, name), 'his\n');
		},
		{name},
	);
	await screen.shows('Changed on web-1 meanwhile: éé');
	await screen.press('Enter');
	await until(() => queue.requests.length === 1);
	assert.equal(queue.requests[0]?.name, `${'é'.repeat(125)}.mine`);
	queue.tell(transferOf({state: 'done'}));
});

test('a text that is kept beside a changed file takes a name that is free', async () => {
	const {screen, queue} = await open((file, there) => {
		writeFileSync(file, 'mine\n');
		writeFileSync(join(there, 'notes.md'), 'his\n');
		writeFileSync(join(there, 'notes.md.mine'), 'of another day\n');
	});
	await screen.shows('yours goes beside it as notes.md (2).mine');
	await screen.press('Enter');
	await until(() => queue.requests.length === 1);
	assert.equal(queue.requests[0]?.name, 'notes.md (2).mine');
	assert.equal(queue.requests[0]?.onConflict, 'skip');
});

test('a session that was lost and is back while the editor was open saves the text', async () => {
	const queue = playedQueue();
	const ends: ((end: FileSystemEnd) => void)[] = [];
	const openHost = (files: FileSystem): FileSystem => {
		const {promise, resolve} = Promise.withResolvers<FileSystemEnd>();
		const session = ends.push(resolve);
		const stat: FileSystem['stat'] = async (path, signal) => {
			if (session < ends.length) {
				throw fileFailure({code: 'lost', action: 'look at', path, host: 'web-1'});
			}
			return files.stat(path, signal);
		};
		return {...files, stat, ended: promise};
	};
	const {screen} = await openFiles(({there}) => writeFileSync(join(there, 'notes.md'), 'one\n'), {
		openHost,
		services: {
			transfers: queue,
			programs: {
				async edit(file) {
					writeFileSync(file, 'two\n');
					ends[0]?.({reason: 'The link dropped.', code: 'lost'});
					await until(() => ends.length === 2);
					return end;
				},
				shell: async () => end,
			},
		},
	});
	await screen.shows('1 entry');
	await screen.press('Down', 'e');
	await until(() => queue.requests.length === 1);
	queue.tell(transferOf({state: 'done'}));
	await screen.shows('Saved notes.md on web-1.');
});

test('a text that cannot be saved since the session is lost is told of until somebody has read it', async () => {
	const endings: Array<(end: FileSystemEnd) => void> = [];
	let back: (() => void) | undefined;
	const openHost: TestDashboardOptions['openHost'] = async files => {
		if (endings.length > 0) {
			await new Promise<void>(resolve => {
				back = resolve;
			});
		}
		const {promise, resolve} = Promise.withResolvers<FileSystemEnd>();
		endings.push(resolve);
		return {...files, ended: promise};
	};
	const edit = (file: string): void => {
		writeFileSync(file, 'two\n');
		endings[0]?.({reason: 'The link dropped.', code: 'lost'});
	};
	const {screen, edited} = await open(edit, {openHost});
	await screen.shows('Not saved on web-1:');
	await until(() => back);
	back?.();
	await screen.shows('The session on web-1 is back.');
	await screen.shows('Not saved on web-1:');
	await screen.shows('Your text is in');
	assert.equal(readFileSync(edited[0] ?? '', 'utf8'), 'two\n');
	rmSync(dirname(edited[0] ?? ''), {recursive: true});
});

test('what is asked about a file of a prod host has its name in red', async () => {
	const change = (file: string, there: string): void => {
		writeFileSync(file, 'mine\n');
		writeFileSync(join(there, 'notes.md'), 'his\n');
	};
	const {screen, edited} = await open(change, {host: 'db-1', exit: 1});
	await screen.shows('Save on db-1');
	const colours = [colourOf(screen, 'Save on')];
	await screen.press('y');
	await screen.shows('Changed on db-1 meanwhile');
	colours.push(colourOf(screen, 'Changed on'));
	await screen.press('Down', 'Enter');
	await screen.shows('with what you wrote?');
	const red = colourOf(screen, 'Save on');
	assert.deepEqual(colours, [red, red]);
	await screen.press('Esc');
	await screen.shows('Not saved on db-1');
	rmSync(dirname(edited[0] ?? ''), {recursive: true});
});

test('what is not saved is kept, and said where', async () => {
	const {screen, queue, edited} = await open(file => writeFileSync(file, 'two\n'), {host: 'db-1'});
	await screen.shows('with what you wrote?');
	await screen.press('Esc');
	await screen.shows('Not saved on db-1. Your text is in');
	assert.equal(queue.requests.length, 0);
	assert.equal(readFileSync(edited[0] ?? '', 'utf8'), 'two\n');
	rmSync(dirname(edited[0] ?? ''), {recursive: true});
});

test('a copy that the transfer skipped or left out is not saved, and kept', async () => {
	for (const result of [{skipped: 1}, {unfit: 1}]) {
		const {screen, queue, edited} = await open(file => writeFileSync(file, 'two\n'));
		await until(() => queue.requests.length === 1);
		queue.tell(transferOf({state: 'done', ...result}));
		await screen.shows('Not saved on web-1. Your text is in');
		assert.equal(readFileSync(edited[0] ?? '', 'utf8'), 'two\n');
		rmSync(dirname(edited[0] ?? ''), {recursive: true});
	}
});

test('what an editor leaves that ends with an error goes to the host only if that is meant', async () => {
	for (const isMeant of [true, false]) {
		const {screen, queue, edited} = await open(file => writeFileSync(file, 'half\n'), {exit: 1});
		await screen.shows('The editor ended with exit 1. Save notes.md as it left it?');
		assert.equal(queue.requests.length, 0);
		await screen.press(isMeant ? 'y' : 'Esc');
		if (isMeant) {
			await until(() => queue.requests.length === 1);
		} else {
			await screen.shows('Not saved on web-1. Your text is in');
			assert.equal(queue.requests.length, 0);
		}
		rmSync(dirname(edited[0] ?? ''), {recursive: true});
	}
});

test('what an editor leaves in place of the copy, and is no file, goes nowhere and is kept', async () => {
	const others: ReadonlyArray<(file: string) => void> = [
		file => mkdirSync(file),
		file => execFileSync('mkfifo', [file]),
		file => symlinkSync('/etc/hostname', file),
		file => symlinkSync('/none', file),
	];
	for (const make of others) {
		const {screen, queue, edited} = await open(file => {
			rmSync(file);
			make(file);
		});
		await screen.shows('Not saved on web-1: what the editor left is no plain file. It is in');
		assert.equal(queue.requests.length, 0);
		assert.deepEqual(readdirSync(dirname(edited[0] ?? '')), ['=origin.json', 'notes.md']);
		rmSync(dirname(edited[0] ?? ''), {recursive: true});
	}
});

test('an editor that removes the copy saves nothing, and leaves only what else it made', async () => {
	for (const other of [null, 'draft']) {
		const {screen, queue, edited} = await open(file => {
			rmSync(file);
			if (other !== null) {
				writeFileSync(join(dirname(file), other), 'two\n');
			}
		});
		await screen.shows('Not saved on web-1: the editor left no file.');
		assert.equal(queue.requests.length, 0);
		const scratch = dirname(edited[0] ?? '');
		if (other === null) {
			assert.ok(!existsSync(scratch));
		} else {
			await screen.shows('What else it made is in');
			assert.deepEqual(readdirSync(scratch), [other]);
			rmSync(scratch, {recursive: true});
		}
	}
});

test('an editor that cannot be started leaves nothing of the file here', async () => {
	const {screen, edited} = await open(() => {
		throw new Failure('The editor none cannot be started.');
	});
	await screen.shows('The editor none cannot be started.');
	await until(() => !existsSync(dirname(edited[0] ?? '')));
});

test('a text that an earlier run left is told of once, with its host, its path and where it is', async () => {
	const temporary = tempDir('tmp');
	const scratch = await makeScratch(temporary);
	scratch.note({host: 'web-1', path: '/srv/\u001B[2Jnotes.md'}, 'notes.md', Buffer.from('one\n'));
	writeFileSync(join(scratch.path, 'notes.md'), 'two\n');
	const left = scratch.path.replace(/[0-9a-f]{8}-(\w{6})$/, '00000000-$1');
	renameSync(scratch.path, left);
	const {screen} = await openDashboard({temporary});
	await screen.shows('Not saved on web-1');
	await screen.press('!');
	await screen.shows('Notices');
	const words = screen.screen().join('').replaceAll(/[\s│]/g, '');
	assert.ok(words.includes('/srv/\\x1b[2Jnotes.md'), words);
	assert.ok(words.includes(join(left, 'notes.md')), words);
	// Nothing is left to be told by the next one.
	assert.deepEqual(readdirSync(left), ['notes.md']);
});

test('a file of this machine is edited where it is', async () => {
	const edited: string[] = [];
	const {screen, here} = await openFiles(({here: place}) => writeFileSync(join(place, 'a.txt'), ''), {
		services: {
			programs: {
				async edit(file) {
					edited.push(file);
					return end;
				},
				shell: async () => end,
			},
		},
	});
	await screen.shows('a.txt');
	await screen.press('Tab', 'Down', 'F4');
	await until(() => edited.length === 1);
	assert.deepEqual(edited, [join(here, 'a.txt')]);
	assert.deepEqual(readdirSync(here), ['a.txt']);
});
