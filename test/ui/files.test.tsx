import assert from 'node:assert/strict';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {fileFailure} from '../../source/core/files/file-failure.ts';
import type {TestDashboard} from '../helpers/dashboard.tsx';
import {openFiles, playedQueue, read} from '../helpers/files.ts';
import {until} from '../helpers/wait.ts';

type Tree = {readonly [name: string]: string | Tree};

function plant(directory: string, tree: Tree): void {
	for (const [name, content] of Object.entries(tree)) {
		if (typeof content === 'string') {
			writeFileSync(join(directory, name), content);
		} else {
			mkdirSync(join(directory, name));
			plant(join(directory, name), content);
		}
	}
}

/** The row of the list that has the cursor, as the state has it. */
function cursorOn({store}: TestDashboard): string | undefined {
	const {side, columns} = store.state().files;
	return columns[side].rows[columns[side].position.cursor]?.name;
}

/** Asks for the first entry to be moved there. */
async function moveFirst(screen: TestDashboard['screen'], to: string): Promise<void> {
	await screen.press('Down', 'r');
	await screen.shows('To');
	await screen.press('Ctrl+U');
	await screen.write(to);
	await screen.press('Enter');
}

test('f shows the files of the host beside those of this machine', async () => {
	const {screen} = await openFiles(({here, there}) => {
		plant(here, {'mine.txt': 'x'.repeat(2048)});
		plant(there, {'theirs.txt': '', sub: {}});
	});
	await screen.shows(/mine\.txt +2\.0 K/);
	await screen.shows('theirs.txt');
	await screen.shows('sub/');
	await screen.shows(/local .*web-1/);
});

test('Enter goes in, Backspace comes back with the cursor on where one was', async () => {
	const files = await openFiles(({there}) => plant(there, {a: {}, b: {inside: ''}, c: {}}));
	const {screen} = files;
	await screen.shows('c/');
	await screen.press('Down', 'Down');
	assert.equal(cursorOn(files), 'b');
	await screen.press('Enter');
	await screen.shows('inside');
	await screen.press('Backspace');
	await screen.shows('c/');
	await read(files);
	assert.equal(cursorOn(files), 'b');
});

test('Enter follows a link to a directory, and says where links lead', async () => {
	const {screen} = await openFiles(({there}) => {
		plant(there, {real: {inside: ''}});
		symlinkSync('real', join(there, 'short'));
		symlinkSync('nowhere', join(there, 'lost'));
	});
	await screen.shows(/short -> real +link\//);
	await screen.shows(/lost -> nowhere +broken/);
	await screen.press('End', 'Enter');
	await screen.shows('inside');
});

test('a directory that cannot be read says why, and Backspace goes up', async () => {
	const files = await openFiles(({there}) => plant(there, {gone: {}, stays: ''}));
	const {screen, there} = files;
	await screen.shows('gone/');
	const {rmdirSync} = await import('node:fs');
	rmdirSync(join(there, 'gone'));
	await screen.press('Down', 'Enter');
	await screen.shows('there is no such file');
	await screen.shows('Backspace goes up');
	await screen.press('Backspace');
	await screen.shows('stays');
});

test('marks survive a refresh, and so does the cursor', async () => {
	const files = await openFiles(({there}) => plant(there, {a: '1', b: '22', c: '333', d: ''}));
	const {screen, there} = files;
	await screen.shows('4 entries');
	await screen.press('Down', 'Space', 'Space');
	await screen.shows('2 entries marked, 3 B');
	writeFileSync(join(there, '0-new'), '');
	await screen.press('R');
	await screen.shows('0-new');
	await screen.shows('2 entries marked, 3 B');
	assert.equal(cursorOn(files), 'c');
	await screen.press('*');
	await screen.shows('3 entries marked, 3 B');
});

test('marks that a filter hides are told: the next command is for them', async () => {
	const {screen} = await openFiles(({there}) => plant(there, {a: '1', b: '22', c: '333'}));
	await screen.shows('3 entries');
	await screen.press('Down', 'Space', 'Space', '/');
	await screen.write('c');
	await screen.shows('2 marked, 1 of 3 entries');
	await screen.press('Tab');
	await screen.shows(/\/c +2 marked, 1 of 3 entries/);
	await screen.press('Esc');
	await screen.shows('2 entries marked, 3 B');
});

test('what others change in a directory of this machine shows by itself, marks and cursor stay', async () => {
	const files = await openFiles(({here}) => plant(here, {b: '1', c: '22', d: ''}));
	const {screen, here, store} = files;
	await screen.press('Tab', 'Down', 'Space', 'Space');
	await screen.shows('2 entries marked');
	writeFileSync(join(here, 'a-new'), '');
	await screen.shows('a-new');
	assert.equal(cursorOn(files), 'd');
	rmSync(join(here, 'b'));
	await screen.shows('1 entry marked');
	assert.equal(cursorOn(files), 'd');
	mkdirSync(join(here, 'sub'));
	await screen.shows('sub/');
	await screen.press('Home', 'Down', 'Enter');
	await screen.shows('Nothing here.');
	writeFileSync(join(here, 'sub', 'inside'), '');
	await screen.shows('inside');
	assert.equal(store.state().files.columns.left.path, join(here, 'sub'));
});

test('what others change on a host shows when one comes back to it', async () => {
	const {screen, there} = await openFiles(({there}) => plant(there, {old: ''}));
	await screen.shows('1 entry');
	await screen.press('Tab');
	writeFileSync(join(there, 'new'), '');
	await screen.press('Tab');
	await screen.shows('2 entries');
	writeFileSync(join(there, 'newer'), '');
	await screen.press('?');
	await screen.shows('Help');
	await screen.press('Esc');
	await screen.shows('newer');
});

test('a pattern marks, and takes marks away', async () => {
	const {screen} = await openFiles(({there}) => plant(there, {'a.txt': '', 'b.txt': '', 'c.jpg': ''}));
	await screen.shows('3 entries');
	await screen.press('+', 'Ctrl+U');
	await screen.write('*.txt');
	await screen.press('Enter');
	await screen.shows('2 entries marked');
	await screen.press('-', 'Ctrl+U');
	await screen.write('a*');
	await screen.press('Enter');
	await screen.shows('1 entry marked');
});

test('the filter narrows the list and Enter opens what it found', async () => {
	const {screen} = await openFiles(({there}) => plant(there, {alpha: {}, beta: {inside: ''}, gamma: {}}));
	await screen.shows('gamma/');
	await screen.press('/');
	await screen.write('et');
	await screen.showsNot('gamma/');
	await screen.shows('1 of 3 entries');
	await screen.press('Enter');
	await screen.shows('inside');
});

test('hidden files show when asked for', async () => {
	const {screen} = await openFiles(({there}) => plant(there, {'.secret': '', open: ''}));
	await screen.shows('1 of 2 entries');
	await screen.showsNot('.secret');
	await screen.press('.');
	await screen.shows('.secret');
});

test('the order changes, directories stay first, the cursor stays where it was', async () => {
	const files = await openFiles(({there}) => plant(there, {a: 'x', b: 'xxx', c: 'xx', z: {}}));
	const {screen} = files;
	await screen.shows('4 entries');
	await screen.press('Down', 'Down');
	await screen.press('s');
	await screen.write('size');
	await screen.press('Enter');
	await screen.shows('by size');
	const names = files.store.state().files.columns.right.rows.map(row => row.name);
	assert.deepEqual(names, ['..', 'z', 'b', 'c', 'a']);
	assert.equal(cursorOn(files), 'a');
	await screen.press('S');
	await screen.shows('by size, reversed');
});

test('a directory is made, and the cursor is on it', async () => {
	const files = await openFiles(({there}) => plant(there, {a: {}, z: {}}));
	const {screen, there} = files;
	await screen.shows('z/');
	await screen.press('m');
	await screen.shows('Make a directory on web-1');
	await screen.write('a');
	await screen.shows('There is something of that name.');
	await screen.press('Ctrl+U');
	await screen.write('../x');
	await screen.shows('slash');
	await screen.press('Ctrl+U');
	await screen.write('new');
	await screen.press('Enter');
	await screen.shows('Made');
	await screen.shows('new/');
	assert.ok(statSync(join(there, 'new')).isDirectory());
	assert.equal(cursorOn(files), 'new');
});

test('delete counts what is there, follows no link and takes all of it', async () => {
	const {screen, here, there} = await openFiles(({here, there}) => {
		plant(here, {'precious.txt': 'keep me'});
		plant(there, {stays: '', tree: {a: 'xx', b: {c: 'yyy'}}});
		symlinkSync(here, join(there, 'tree', 'way-out'));
	});
	await screen.shows('tree/');
	await screen.press('Down', 'd');
	await screen.shows('2 directories, 2 files (5 B), 1 link, not what it leads to');
	await screen.press('n');
	assert.ok(existsSync(join(there, 'tree')));
	await screen.press('F8');
	await screen.shows('Delete “tree” and what is in it, 5 entries in all, on web-1?');
	await screen.press('y');
	await screen.shows('Deleted 5 entries on web-1.');
	await screen.showsNot('tree/');
	assert.deepEqual(readdirSync(there), ['stays']);
	assert.equal(readFileSync(join(here, 'precious.txt'), 'utf8'), 'keep me');
});

test('a directory that cannot be read does not keep others from being deleted, and goes itself when it is empty', async () => {
	const {screen, there} = await openFiles(
		({there}) => plant(there, {closed: {}, other: {inside: ''}, shut: {inside: ''}}),
		{
			openHost: files => ({
				...files,
				async list(path, options) {
					if (/\/(closed|shut)$/.test(path)) {
						throw fileFailure({code: 'permission', action: 'list', path, host: 'web-1'});
					}
					return files.list(path, options);
				},
			}),
		},
	);
	await screen.shows('3 entries');
	await screen.press('*', 'd');
	await screen.shows('3 directories, 1 file (0 B), and what is in 2 directories that cannot be read');
	await screen.shows('Delete 3 entries and what is in them, at least 4 in all, on web-1?');
	await screen.press('y');
	await screen.shows('Deleted 3 entries on web-1. This could not be:');
	await screen.shows(/Cannot list .*shut on web-1: permission denied/);
	assert.deepEqual(readdirSync(there), ['shut']);
});

test('what cannot be deleted is told, and the rest goes on', {skip: process.getuid?.() === 0}, async () => {
	const {screen, there} = await openFiles(({there}) => {
		plant(there, {tree: {locked: {a: ''}, b: ''}});
		chmodSync(join(there, 'tree', 'locked'), 0o500);
	});
	after(() => chmodSync(join(there, 'tree', 'locked'), 0o700));
	await screen.shows('tree/');
	await screen.press('Down', 'd');
	await screen.shows('Delete “tree” and what is in it, 4 entries in all, on web-1?');
	await screen.press('y');
	await screen.shows('Not everything was deleted');
	await screen.shows(/permission\s+denied/);
	assert.deepEqual(readdirSync(join(there, 'tree')), ['locked']);
});

test('quitting while something is deleted asks first', async () => {
	const {screen, asked} = await openFiles(({there}) => plant(there, {a: ''}), {
		openHost: files => ({
			...files,
			removeFile: (_, signal) =>
				new Promise((_, reject) => {
					signal?.addEventListener('abort', () => reject(signal.reason));
				}),
		}),
	});
	await screen.shows('1 entry');
	await screen.press('Down', 'd');
	await screen.shows('Delete “a” on web-1?');
	await screen.press('y');
	await screen.shows('delete “a”: Ctrl+C cancels');
	await screen.press('q');
	await screen.shows('1 Hosts');
	await screen.press('q');
	await screen.shows('Quit? It is cancelled; what is done by then stays.');
	await screen.press('n');
	await screen.showsNot('Something is under way');
	assert.ok(!asked.includes('quit 0'));
	await screen.press('q', 'y');
	await until(() => asked.includes('quit 0'));
});

test('on a host that is dear its name has to be typed', async () => {
	const {screen, there} = await openFiles(({there}) => plant(there, {a: ''}), {host: 'db-1'});
	await screen.shows(/#prod .*there/);
	await screen.shows('1 entry');
	await screen.press('Down', 'd');
	await screen.shows('Type db-1 to say yes.');
	await screen.write('y');
	await screen.press('Enter');
	await screen.shows('Nothing done');
	assert.ok(existsSync(join(there, 'a')));
	await screen.press('Ctrl+U');
	await screen.write('db-1');
	await screen.press('Enter');
	await screen.shows('Deleted 1 entry');
	assert.ok(!existsSync(join(there, 'a')));
});

test('nothing is changed on a host that is marked read-only', async () => {
	const {screen, there} = await openFiles(({there}) => plant(there, {a: ''}), {host: 'museum'});
	await screen.shows('read-only');
	await screen.shows('1 entry');
	for (const key of ['d', 'm', 'z', 'r']) {
		await screen.press('Down', key);
		await screen.shows('museum is marked read-only: nothing is changed there.');
	}
	assert.deepEqual(readdirSync(there), ['a']);
});

test('a host that leaves the config while its files are open is marked as before', async () => {
	const {screen, there, store, writeConfig} = await openFiles(({there}) => plant(there, {a: ''}), {
		host: 'museum',
	});
	await screen.shows('1 entry');
	writeConfig('Host other\n');
	await until(() => store.state().hosts.reading?.hosts[0]?.alias === 'other');
	await screen.press('Down', 'd');
	await screen.shows('museum is marked read-only: nothing is changed there.');
	assert.deepEqual(readdirSync(there), ['a']);
	writeConfig('Host museum\n');
	await until(() => store.state().hosts.reading?.hosts[0]?.alias === 'museum');
	await screen.press('d');
	await screen.shows('Delete');
});

test('what a move was to replace is there still where a server does that in steps and the last one fails', async () => {
	const {screen, there} = await openFiles(({there}) => plant(there, {one: '1', two: '22'}), {
		openHost: files => ({
			...files,
			async rename(from, to, how, signal) {
				if (how.replace) {
					throw fileFailure({code: 'unsupported', action: 'replace', path: to, host: 'web-1'});
				}
				if (from.endsWith('one') && !existsSync(to)) {
					throw fileFailure({code: 'permission', action: 'rename', path: from, host: 'web-1'});
				}
				return files.rename(from, to, how, signal);
			},
		}),
	});
	await screen.shows('two');
	await moveFirst(screen, 'two');
	await screen.shows('is there already');
	await screen.press('y');
	await screen.shows('permission denied');
	assert.deepEqual(readdirSync(there).sort(), ['one', 'two']);
	assert.equal(readFileSync(join(there, 'two'), 'utf8'), '22');
});

test('what a move was to replace in steps is there still where it is cancelled while that makes way', async () => {
	const waiting = Promise.withResolvers<void>();
	const {screen, there} = await openFiles(({there}) => plant(there, {one: '1', two: '22'}), {
		openHost: files => ({
			...files,
			async rename(from, to, how, signal) {
				if (how.replace) {
					throw fileFailure({code: 'unsupported', action: 'replace', path: to, host: 'web-1'});
				}
				await files.rename(from, to, how);
				if (from.endsWith('two')) {
					waiting.resolve();
					await new Promise((_, reject) => {
						signal!.addEventListener('abort', () => reject(signal!.reason));
					});
				}
			},
		}),
	});
	await screen.shows('two');
	await moveFirst(screen, 'two');
	await screen.shows('is there already');
	await screen.press('y');
	await waiting.promise;
	await screen.press('Ctrl+C');
	await until(() => readdirSync(there).sort().join() === 'one,two');
	assert.equal(readFileSync(join(there, 'two'), 'utf8'), '22');
});

test('a file is not moved onto itself by another way to its directory', async () => {
	const {screen, there} = await openFiles(({there}) => {
		plant(there, {one: '1'});
		symlinkSync('.', join(there, 'same'));
	});
	await screen.shows('same');
	await moveFirst(screen, 'web-1:same/one');
	await screen.shows('same/one is the same file.');
	assert.equal(readFileSync(join(there, 'one'), 'utf8'), '1');
});

test('r renames with a bare name, and asks before it replaces', async () => {
	const {screen, there} = await openFiles(({there}) => plant(there, {one: '1', two: '22'}));
	await screen.shows('two');
	await moveFirst(screen, 'two');
	await screen.shows('is there already');
	await screen.shows(/there now +2 B/);
	await screen.press('n');
	assert.equal(readFileSync(join(there, 'two'), 'utf8'), '22');
	await screen.press('r', 'Ctrl+U');
	await screen.write('three');
	await screen.press('Enter');
	await screen.shows('Moved');
	await screen.shows('three');
	assert.deepEqual(readdirSync(there).sort(), ['three', 'two']);
});

test('where nothing at all could be done only the reasons are told', async () => {
	const {screen} = await openFiles(({there}) => plant(there, {a: '', b: ''}), {
		openHost: files => ({
			...files,
			async removeFile(path) {
				throw fileFailure({code: 'permission', action: 'delete', path, host: 'web-1'});
			},
			async setAttributes(path) {
				throw fileFailure({code: 'permission', action: 'change', path, host: 'web-1'});
			},
		}),
	});
	await screen.shows('2 entries');
	await screen.press('Down', 'd');
	await screen.shows('Delete “a” on web-1?');
	await screen.press('y');
	await screen.shows('It did not work');
	await screen.shows(/Cannot delete .*\/a on web-1: permission denied/);
	await screen.press('Esc', '*', 'z');
	await screen.shows('Mode of 2 entries');
	await screen.write('600');
	await screen.press('Enter');
	await screen.shows('None of it could be:');
	await screen.shows(/Cannot change .*\/b on web-1: permission denied/);
	await screen.showsNot('0 entries on web-1');
});

test('where one of several cannot be moved or changed, the others go on', async () => {
	const denied = (path: string): never => {
		throw fileFailure({code: 'permission', action: 'change', path, host: 'web-1'});
	};
	const {screen, there} = await openFiles(({there}) => plant(there, {a: '', b: '', c: '', sub: {}}), {
		openHost: files => ({
			...files,
			rename: async (from, ...rest) => (from.endsWith('/a') ? denied(from) : files.rename(from, ...rest)),
			setAttributes: async (path, ...rest) =>
				path.endsWith('/a') ? denied(path) : files.setAttributes(path, ...rest),
		}),
	});
	await screen.shows('4 entries');
	await screen.press('End', 'Space', 'Up', 'Space', 'Up', 'Up', 'Space', 'z');
	await screen.write('600');
	await screen.press('Enter');
	await screen.shows('2 entries on web-1: 0600 rw-------. This could not be:');
	assert.equal(statSync(join(there, 'c')).mode & 0o777, 0o600);
	await screen.press('Esc', 'r');
	await screen.write(`web-1:${there}/sub`);
	await screen.press('Enter');
	await screen.shows('Moved 2 entries to web-1:');
	await screen.shows(/Cannot change .*\/a on web-1: permission denied/);
	assert.deepEqual(
		[readdirSync(there), readdirSync(join(there, 'sub'))],
		[
			['a', 'sub'],
			['b', 'c'],
		],
	);
});

test('where one of several cannot be moved, those that are to be copied go on, too', async () => {
	const queue = playedQueue();
	const {screen, there} = await openFiles(({there}) => plant(there, {a: '', b: '', sub: {}}), {
		services: {transfers: queue},
		openHost: files => ({
			...files,
			async rename(path) {
				const code = path.endsWith('/a') ? 'permission' : 'other-file-system';
				throw fileFailure({code, action: 'rename', path, host: 'web-1'});
			},
		}),
	});
	await screen.shows('3 entries');
	await screen.press('End', 'Space', 'Up', 'Space', 'r');
	await screen.write(`web-1:${there}/sub`);
	await screen.press('Enter');
	await screen.shows(/Cannot rename .*\/a on web-1: permission denied/);
	await until(() => queue.requests.length > 0);
	assert.deepEqual(queue.requests[0]!.source.paths, [join(there, 'b')]);
});

test('a mode is given in octal or in letters', async () => {
	const {screen, there} = await openFiles(({there}) => plant(there, {a: ''}));
	await screen.shows('1 entry');
	await screen.press('Down', 'z', 'Ctrl+U');
	await screen.write('rwxr-x---');
	await screen.shows('0750');
	await screen.press('Enter');
	await screen.shows('0750 rwxr-x---');
	assert.equal(statSync(join(there, 'a')).mode & 0o7777, 0o750);
});

test('a path is gone to, completed with Tab', async () => {
	const {screen} = await openFiles(({there}) => plant(there, {projects: {garden: {'plan.md': ''}}}));
	await screen.shows('projects/');
	await screen.press('Ctrl+G');
	await screen.shows('there/projects/');
	await screen.press('End');
	await screen.write('pro');
	await screen.press('Tab');
	await screen.shows('projects/garden/');
	await screen.write('ga');
	await screen.press('Tab', 'Enter');
	await screen.shows('plan.md');
});

test('what is typed first takes the place of the proposed path, a paste too, and other keys keep it', async () => {
	const {screen, there, store} = await openFiles(({there}) => plant(there, {deep: {er: {inside: ''}}}));
	await screen.shows('deep/');
	await screen.press('Ctrl+G');
	await screen.shows('Typing replaces it');
	await screen.write(`${there}/deep/er`);
	await screen.showsNot('Typing replaces it');
	await screen.press('Enter');
	await screen.shows('inside');
	await screen.press('Ctrl+G');
	await screen.shows('Typing replaces it');
	await screen.write(`\u001B[200~${there}\u001B[201~`);
	await screen.press('Enter');
	await screen.shows('deep/');
	await screen.press('Ctrl+G', 'Left', 'Delete');
	await screen.write('/deep/');
	await screen.press('Enter');
	await screen.shows('er/');
	assert.equal(store.state().files.columns.right.path, join(there, 'deep'));
});

test('r takes the name of the entry, to be edited, with Ctrl+N', async () => {
	const {screen, there} = await openFiles(({there}) => plant(there, {'a-long-name.txt': ''}));
	await screen.shows('1 entry');
	await screen.press('Down', 'r', 'Ctrl+N', 'Home');
	await screen.write('not-');
	await screen.press('Enter');
	await screen.shows('Moved “a-long-name.txt”');
	assert.deepEqual(readdirSync(there), ['not-a-long-name.txt']);
	await screen.press('r');
	await screen.write('n'.repeat(256));
	await screen.shows('The name is longer than 255 bytes.');
});

test('bookmarks are added, gone to and removed', async () => {
	const {screen, store} = await openFiles(({there}) => plant(there, {deep: {inside: ''}}));
	await screen.shows('deep/');
	await screen.press('Down', 'Enter');
	await screen.shows('inside');
	await screen.press('b');
	await screen.write('add');
	await screen.press('Enter');
	await screen.shows('Added a bookmark');
	await screen.press('Backspace');
	await screen.shows('deep/');
	await screen.press('b', 'Enter');
	await screen.shows('inside');
	await screen.press('b');
	await screen.write('remove');
	await screen.press('Enter');
	await screen.shows('Removed the bookmark');
	assert.deepEqual(store.state().files.bookmarks['web-1'], []);
});

test('a file is viewed without a byte of it that is not on screen', async () => {
	const {screen} = await openFiles(({there}) => {
		const lines = Array.from({length: 50_000}, (_, index) => `line ${index} \u001B[31m`);
		plant(there, {'long.log': lines.join('\n')});
	});
	await screen.shows('long.log');
	await screen.press('Down', 'v');
	await screen.shows('line 0 \\x1b[31m');
	await screen.press('PageDown');
	await screen.shows('line 40');
	await screen.press('End');
	await screen.shows('line 49999');
	await screen.press('Home', '/');
	await screen.write('line 31234 ');
	await screen.press('Enter');
	await screen.shows(/long\.log.*\nline 31234 /);
	await screen.press('Up');
	await screen.shows('line 31233');
	await screen.press('Esc');
	await screen.shows('long.log');
});

test('bytes that are no text are viewed as numbers', async () => {
	const {screen} = await openFiles(({there}) => plant(there, {bin: '\0\x01ELF\u001B'}));
	await screen.shows('bin');
	await screen.press('Down', 'Enter');
	await screen.shows('00000000  00 01 45 4c 46 1b');
	await screen.press('x');
	await screen.shows('\\x00\\x01ELF\\x1b');
});

test('the paths of what is marked are copied', async () => {
	const {screen, asked, there} = await openFiles(({there}) => plant(there, {a: '', b: ''}));
	await screen.shows('2 entries');
	await screen.press('Down', 'Space', 'Space', 'y');
	assert.ok(asked.includes(`copy ${there}/a\n${there}/b`));
});

test('a shell begins in the directory on show, its name quoted', async () => {
	const {screen, asked, there} = await openFiles(({there}) => plant(there, {"it's": {x: ''}}));
	await screen.shows("it's/");
	await screen.press('Down', 'Enter');
	await screen.shows('1 entry');
	await screen.press('Ctrl+O');
	const command = `cd '${there}/it'\\''s' && exec "$SHELL" -l`;
	assert.ok(asked.includes(`run -t -o RemoteCommand=none -- web-1 ${command}`), asked.join('\n'));
});

test('a narrow screen shows one column at a time', async () => {
	const {screen} = await openFiles(
		({here, there}) => {
			plant(here, {'mine.txt': ''});
			plant(there, {'theirs.txt': ''});
		},
		{columns: 60, rows: 24},
	);
	await screen.shows('theirs.txt');
	await screen.showsNot('mine.txt');
	await screen.press('Tab');
	await screen.shows('mine.txt');
	await screen.showsNot('theirs.txt');
});

test('columns stay in line whatever the names are', async () => {
	const {screen} = await openFiles(({there}) =>
		plant(there, {
			日本語のとても長い名前のファイルです: '',
			名前: '',
			'a\u001B[2J\u202Eb': '',
			plain: '',
		}),
	);
	await screen.shows('4 entries');
	const places = [2, 3, 4, 5].map(row => {
		const cells = Array.from({length: 120}, (_, column) => screen.cellAt(row, column).text);
		return cells.findLastIndex((text, column) => text === '0' && cells[column + 2] === 'B');
	});
	assert.ok((places[0] ?? -1) > 0);
	assert.equal(new Set(places).size, 1, places.join(' '));
	await screen.shows('a\\x1b[2J‹U+202E›b');
});

test('where the columns were is remembered with the host', async () => {
	const {screen, store} = await openFiles(({there}) => plant(there, {deep: {inside: ''}}));
	await screen.shows('deep/');
	await screen.press('Down', 'Enter');
	await screen.shows('inside');
	await screen.press('q');
	await screen.shows('Hosts');
	assert.match(store.state().files.places['web-1']?.right ?? '', /deep$/);
	await screen.press('f');
	await screen.shows('inside');
});
