import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {
	chmodSync,
	existsSync,
	linkSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {describeEffects} from '../../../source/core/hosts/edit/effect.ts';
import {emptyDraft} from '../../../source/core/hosts/edit/host-draft.ts';
import {openHostEdits} from '../../../source/services/host-edits/host-edits.ts';
import {openSshConfig} from '../../../source/services/ssh-config/ssh-config.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

function open(home: string, file: string | null = null, state = join(home, 'state')) {
	const ssh = {program: 'ssh', configFile: file, env: {...process.env, HOME: home}};
	const config = openSshConfig({ssh, home, systemFile: null});
	return {config, edits: openHostEdits({ssh, config, places: {state, now: Date.now}})};
}

async function add(edits: ReturnType<typeof open>['edits'], file: string, name: string, value = '192.0.2.1') {
	const draft = {...emptyDraft, names: [name], options: [{keyword: 'HostName', value}]};
	const plan = await edits.plan(`add ${name}`, {kind: 'add', draft, file});
	try {
		await edits.apply(plan);
	} finally {
		await plan.close();
	}
}

async function undo(edits: ReturnType<typeof open>['edits']): Promise<boolean> {
	const plan = await edits.planUndo();
	if (plan === null) {
		return false;
	}
	await edits.undo(plan);
	await plan.close();
	return true;
}

test('the first host makes ~/.ssh (0700) and its config (0600), and undo takes the config away', async () => {
	const home = tempDir('new');
	const {config, edits} = open(home);
	await add(edits, config.file, 'web');
	assert.equal(statSync(join(home, '.ssh')).mode & 0o777, 0o700);
	assert.equal(statSync(config.file).mode & 0o777, 0o600);
	assert.equal(readFileSync(config.file, 'utf8'), 'Host web\n    HostName 192.0.2.1\n');
	assert.ok(await undo(edits));
	assert.ok(!existsSync(config.file));
});

test('mode, owner and links stay; the target is written, also in another directory', async () => {
	const home = tempDir('link');
	mkdirSync(join(home, 'dotfiles'));
	mkdirSync(join(home, '.ssh'));
	const target = join(home, 'dotfiles/ssh_config');
	writeFileSync(target, 'Host a\n', {mode: 0o640});
	symlinkSync('../dotfiles/ssh_config', join(home, '.ssh/config'));
	const {config, edits} = open(home);
	await add(edits, config.file, 'web');
	assert.ok(lstatSync(config.file).isSymbolicLink());
	assert.equal(statSync(target).mode & 0o777, 0o640);
	assert.match(readFileSync(target, 'utf8'), /^Host a\n\nHost web\n/);
	assert.deepEqual(readdirSync(join(home, 'dotfiles')), ['ssh_config']);
	await undo(edits);
	assert.equal(readFileSync(target, 'utf8'), 'Host a\n');
	const lost = join(home, 'lost');
	symlinkSync('nowhere', lost);
	await add(open(home, lost).edits, lost, 'web');
	assert.ok(lstatSync(lost).isSymbolicLink());
	assert.ok(existsSync(join(home, 'nowhere')));
});

test('files that must not be replaced are left with clear words', async () => {
	const home = tempDir('no');
	const file = join(home, 'config');
	writeFileSync(file, 'Host a\n');
	const {edits} = open(home, file);
	chmodSync(file, 0o400);
	await assert.rejects(add(edits, file, 'web'), /is read-only: nothing was changed/);
	chmodSync(file, 0o600);
	linkSync(file, join(home, 'other'));
	await assert.rejects(add(edits, file, 'web'), /hard links/);
	assert.equal(readFileSync(file, 'utf8'), 'Host a\n');
});

test('a state directory that cannot be written means that nothing is', async () => {
	const home = tempDir('state');
	const file = join(home, 'config');
	writeFileSync(file, 'Host a\n');
	writeFileSync(join(home, 'state'), 'a file');
	await assert.rejects(add(open(home, file).edits, file, 'web'), /no backup could be kept/);
	assert.equal(readFileSync(file, 'utf8'), 'Host a\n');
});

test('nothing is changed where the journal of undo is of a later version: it stays as it is', async () => {
	const home = tempDir('later');
	const {config, edits} = open(home);
	const journal = join(home, 'state/config-undo.json');
	mkdirSync(join(home, 'state'));
	writeFileSync(journal, '{"version": 2, "entries": []}');
	await assert.rejects(add(edits, config.file, 'web'), /of a later version of Sallyport/);
	await assert.rejects(edits.planUndo(), /of a later version of Sallyport/);
	assert.equal(readFileSync(journal, 'utf8'), '{"version": 2, "entries": []}');
	assert.ok(!existsSync(config.file));
});

test('a change from outside between question and answer is refused, and undo refuses as well', async () => {
	const home = tempDir('race');
	const file = join(home, 'config');
	writeFileSync(file, 'Host a\n');
	const {edits} = open(home, file);
	const draft = {...emptyDraft, names: ['web'], options: []};
	const plan = await edits.plan('add', {kind: 'add', draft, file});
	writeFileSync(file, 'Host theirs\n');
	await assert.rejects(edits.apply(plan), /was changed by something else meanwhile/);
	await plan.close();
	assert.equal(readFileSync(file, 'utf8'), 'Host theirs\n');
	assert.equal(await edits.lastChange(), null);
	await add(edits, file, 'web');
	writeFileSync(file, 'Host theirs\n  Port 2\n');
	await assert.rejects(edits.planUndo(), /has changed since “add web”: it stays as it is/);
});

test('undo goes back one by one, across restarts, as far as backups are kept', async () => {
	const home = tempDir('undo');
	const file = join(home, 'config');
	writeFileSync(file, '');
	const texts: string[] = [];
	for (let n = 0; n < 25; n++) {
		texts.push(readFileSync(file, 'utf8'));
		await add(open(home, file).edits, file, `h${n}`);
	}
	const backups = readdirSync(join(home, 'state/backups'));
	assert.equal(backups.length, 20);
	assert.ok(backups.every(name => (statSync(join(home, 'state/backups', name)).mode & 0o777) === 0o600));
	for (let n = 24; n >= 5; n--) {
		assert.ok(await undo(open(home, file).edits));
		assert.equal(readFileSync(file, 'utf8'), texts[n]);
	}
	assert.equal(await undo(open(home, file).edits), false);
});

test('a change is undone in the config it was made in', async () => {
	const home = tempDir('two');
	const [mine, other] = [join(home, 'mine'), join(home, 'other')];
	writeFileSync(mine, 'Host a\n');
	writeFileSync(other, 'Host b\n');
	const state = join(home, 'state');
	await add(open(home, mine).edits, mine, 'web');
	for (let n = 0; n < 21; n++) {
		await add(open(home, other, state).edits, other, `h${n}`);
	}
	const {edits} = open(home, mine);
	assert.ok(((await edits.lastChange()) ?? 0) < ((await open(home, other).edits.lastChange()) ?? 0));
	assert.ok(await undo(edits));
	assert.equal(readFileSync(mine, 'utf8'), 'Host a\n');
	assert.match(readFileSync(other, 'utf8'), /Host h20\n/);
	assert.equal(await undo(edits), false);
	assert.ok(await undo(open(home, other).edits));
	assert.doesNotMatch(readFileSync(other, 'utf8'), /Host h20\n/);
});

test('a host that is renamed and what leads through it in other files are one change and one undo', async () => {
	const home = tempDir('rename');
	const [file, more] = [join(home, 'config'), join(home, 'more')];
	const texts = [
		`Include ${more}\nHost web old\n  ProxyJump up\n`,
		'Host app\n\tProxyJump me@web:2222 # in\n',
	];
	writeFileSync(file, texts[0] as string);
	writeFileSync(more, texts[1] as string);
	const {edits} = open(home, file);
	const rename = {from: 'web', to: 'site'};
	const draft = {
		...(await edits.draft({file, line: 2})),
		names: ['site', 'old'],
		options: [{keyword: 'ProxyJump', value: 'up2'}],
	};
	const jumps = await edits.renameJumps(rename);
	const at = {file, line: 2};
	const plan = await edits.plan('edit web', {kind: 'change', at, draft, rename: {...rename, jumps}});
	const {hosts} = await edits.effects(plan, {});
	assert.deepEqual(describeEffects({hosts, asked: 0, of: 0, notes: []}, new Set(['site'])), [
		'renames web to site: hostname web → site; proxyjump up → up2',
		'also changes 2 hosts:',
		'  changes app: proxyjump me@web:2222 → me@site:2222',
		'  changes old: proxyjump up → up2',
	]);
	await edits.apply(plan);
	await plan.close();
	assert.equal(readFileSync(file, 'utf8'), `Include ${more}\nHost site old\n  ProxyJump up2\n`);
	assert.equal(readFileSync(more, 'utf8'), 'Host app\n\tProxyJump me@site:2222 # in\n');
	const back = await edits.planUndo();
	assert.deepEqual(back?.entry.rename, rename);
	await back?.close();
	assert.ok(await undo(edits));
	assert.deepEqual([readFileSync(file, 'utf8'), readFileSync(more, 'utf8')], texts);
});

test('values that would say something else are refused or quoted', async () => {
	const home = tempDir('values');
	const file = join(home, 'config');
	writeFileSync(file, '');
	const {edits} = open(home, file);
	const hostile: Array<[keyword: string, value: string]> = [
		['User', 'a\nHost *\n  ProxyCommand touch /tmp/x'],
		['User', 'a\0b'],
		['HostName', '-oProxyCommand=x'],
		['HostName', 'a b'],
		['HostName', '%x'],
		['Port', '0'],
		['Port', '1e3'],
		['ServerAliveInterval', '-5'],
		['Compression', 'maybe'],
		['LocalForward', '80'],
		['ProxyJump', '-x'],
		['Match', 'all'],
		['Bogus', '1'],
		['SendEnv', '"open'],
	];
	for (const [keyword, value] of hostile) {
		const draft = {...emptyDraft, names: ['web'], options: [{keyword, value}]};
		await assert.rejects(
			edits.plan('add', {kind: 'add', draft, file}),
			{name: 'Refusal'},
			`${keyword} ${value}`,
		);
	}
	const quoted: Array<[keyword: string, value: string, printed: string]> = [
		['User', 'a b', 'a b'],
		['User', 'a"b', 'a"b'],
		['User', "o'b", "o'b"],
		['User', '#x', '#x'],
		['User', 'a#b', 'a#b'],
		['User', 'DOM\\bob', 'DOM\\bob'],
		['User', '=x', '=x'],
		['HostName', '%h.example.com', 'web.example.com'],
		['IdentityFile', '~/my "key" #1', '~/my "key" #1'],
		['IdentityFile', '-x', '-x'],
		['RemoteCommand', 'echo "a # b" \'c\'', 'echo "a # b" \'c\''],
		['ServerAliveInterval', '1m30s', '90'],
		['LocalForward', '8080:[::1]:80', '8080 [::1]:80'],
	];
	for (const [keyword, value, printed] of quoted) {
		const draft = {...emptyDraft, names: ['web'], options: [{keyword, value}]};
		const plan = await edits.plan('add', {kind: 'add', draft, file});
		const {hosts} = await edits.effects(plan, {});
		const after = hosts[0]?.options.find(({option}) => option === keyword.toLowerCase())?.after;
		assert.deepEqual(after, [printed], value);
		await plan.close();
	}
});

test('killed at any moment, the old file or the new one is there whole', async () => {
	const home = tempDir('kill');
	mkdirSync(join(home, 'conf.d'));
	const file = join(home, 'conf.d/config');
	const old = `${Array.from({length: 5000}, (_, n) => `Host h${n}\n  Port ${n + 1}\n`).join('')}`;
	const script = join(import.meta.dirname, '../../fixtures/add-host.ts');
	let isNew = 0;
	for (let round = 0; round < 14; round++) {
		writeFileSync(file, old);
		const child = spawn(process.execPath, ['--import', 'tsx', script, home, file], {
			stdio: ['ignore', 'pipe', 'inherit'],
			// What a killed program leaves is removed with the rest.
			env: {...process.env, TMPDIR: home},
		});
		await once(child.stdout, 'data');
		const killer = setTimeout(() => child.kill('SIGKILL'), 2 ** round);
		await once(child, 'exit');
		clearTimeout(killer);
		const text = readFileSync(file, 'utf8');
		assert.ok(text === old || text === `${old}\nHost web\n  HostName 192.0.2.1\n`, `round ${round}`);
		isNew += text === old ? 0 : 1;
		assert.ok(
			readdirSync(join(home, 'conf.d')).every(name => name === 'config' || name.startsWith('.config.')),
		);
	}
	assert.ok(isNew > 0);
});
