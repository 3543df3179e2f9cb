import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {withSettings} from '../../../source/core/hosts/edit/draft-settings.ts';
import type {EditRequest} from '../../../source/core/hosts/edit/edit-request.ts';
import {changedOptions, describeEffects} from '../../../source/core/hosts/edit/effect.ts';
import {emptyDraft, type HostDraft} from '../../../source/core/hosts/edit/host-draft.ts';
import {readDump} from '../../../source/core/hosts/option-sources.ts';
import {openHostEdits} from '../../../source/services/host-edits/host-edits.ts';
import {openSshConfig} from '../../../source/services/ssh-config/ssh-config.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {corpus} from '../ssh-config/corpus.ts';
import {writeFiles} from '../ssh-config/open-in.ts';

function open(text: string, files: Readonly<Record<string, string>> = {}) {
	const directory = tempDir('effect');
	const file = join(directory, 'config');
	writeFileSync(file, text.replaceAll('@/', `${directory}/`));
	writeFiles(directory, files);
	const env = {...process.env, HOME: directory};
	const config = openSshConfig({ssh: {program: 'ssh', configFile: file, env}, home: directory});
	const places = {state: join(directory, 'state'), now: Date.now};
	const edits = openHostEdits({ssh: {program: 'ssh', configFile: file, env}, config, places});
	/** What ssh itself says, the commands of Match exec run. */
	const ask = (alias: string) =>
		readDump(
			execFileSync('ssh', ['-T', '-F', file, '-G', '--', alias], {env, encoding: 'utf8', stdio: 'pipe'}),
		);
	return {directory, file, config, edits, ask};
}

/** Makes a change and compares what was foretold with what ssh says before and after, for every host of the config. */
async function agrees(
	{config, edits, ask}: ReturnType<typeof open>,
	request: (
		draftOf: (alias: string) => Promise<{draft: HostDraft; at: {file: string; line: number}}>,
	) => Promise<EditRequest>,
	name: string,
): Promise<string[]> {
	const reading = await config.read();
	const plan = await edits.plan(
		name,
		await request(async alias => {
			const found =
				reading.hosts.find(host => host.alias === alias) ??
				reading.patterns.find(({patterns}) => patterns.includes(alias));
			assert.ok(found, alias);
			return {at: found.source, draft: await edits.draft(found.source)};
		}),
	);
	const effects = await edits.effects(plan, {});
	const aliases = reading.hosts.filter(({refused}) => refused === null).map(({alias}) => alias);
	const before = new Map(aliases.map(alias => [alias, ask(alias)]));
	await edits.apply(plan);
	await plan.close();
	for (const alias of aliases) {
		const real = changedOptions(before.get(alias) ?? new Map(), ask(alias));
		const told = effects.hosts.find(host => host.alias === alias)?.options ?? [];
		assert.deepEqual(told, real, `${name}: ${alias}`);
	}
	return effects.hosts.map(({alias}) => alias);
}

const several = `Include @/more
Host early
  Port 5
Host *.lan a
  User lan
Host a b c.lan
  Port 1
  Compression yes
Host b
  Port 9
  User b
Match host a
  LogLevel DEBUG
Host d
  IdentityFile ~/d
Host *
  Port 7
  User all
  IdentityFile ~/all
`;
const more = 'Host x y\n  User x\nHost y z\n  Port 3\n';

test('the effect of an edit is what ssh says, whatever block it is in', async () => {
	const set =
		(...settings: string[]) =>
		(draft: HostDraft) =>
			withSettings(
				draft,
				settings.map(text => ({key: text.split('=')[0] as string, value: text.split('=')[1] as string})),
			);
	const cases: Array<[alias: string, change: (draft: HostDraft) => HostDraft, affected: string[]]> = [
		['*', set('Port=77'), ['d', 'x']],
		['*', set('User=', 'ServerAliveInterval=9'), ['early', 'a', 'b', 'c.lan', 'd', 'x', 'y', 'z']],
		['b', set('Port=2'), ['a', 'b', 'c.lan']],
		['b', set('Port='), ['a', 'b', 'c.lan']],
		['b', set('User=other'), ['b']],
		['y', set('User=q'), ['x', 'y']],
		['z', set('Port=44', 'User=w'), ['y', 'z']],
		['a', set('User=w'), ['a', 'c.lan']],
		['d', set('IdentityFile=~/e'), ['d']],
	];
	for (const [alias, change, affected] of cases) {
		const place = open(several, {more});
		const found = await agrees(
			place,
			async draftOf => {
				const {at, draft} = await draftOf(alias);
				return {kind: 'change', at, draft: change(draft)};
			},
			alias,
		);
		assert.deepEqual(found.toSorted(), affected.toSorted(), alias);
	}
});

test('hosts that are removed, moved, renamed or come between others', async () => {
	const requests: Array<[string, Parameters<typeof agrees>[1]]> = [
		['remove b', async draftOf => ({kind: 'remove', at: (await draftOf('b')).at, names: ['b']})],
		['remove *', async draftOf => ({kind: 'remove', at: (await draftOf('*')).at, names: ['*']})],
		[
			'rename a',
			async draftOf => {
				const {at, draft} = await draftOf('a');
				return {kind: 'change', at, draft: {...draft, names: ['a2', 'b', 'd']}};
			},
		],
	];
	for (const [name, request] of requests) {
		await agrees(open(several, {more}), request, name);
	}
	const place = open(several, {more});
	await agrees(
		place,
		async draftOf => {
			const {at, draft} = await draftOf('d');
			return {kind: 'change', at, draft, file: join(place.directory, 'more')};
		},
		'move d',
	);
});

test('the effect of a first edit agrees with ssh on configs that are easy to misread', async () => {
	for (const {name, config: text, files} of corpus) {
		if (/exec|canonical/i.test(text)) {
			continue;
		}
		const place = open(text, files);
		const reading = await place.config.read();
		const host = reading.hosts.find(({refused, source}) => refused === null && source.file === place.file);
		try {
			place.ask('localhost');
		} catch {
			continue;
		}
		if (host !== undefined) {
			await agrees(
				place,
				async draftOf => {
					const {at, draft} = await draftOf(host.alias);
					return {kind: 'change', at, draft: withSettings(draft, [{key: 'ConnectTimeout', value: '4242'}])};
				},
				name,
			);
		}
	}
});

test('no command of a Match exec runs for a look at an edit, however its line is written', async () => {
	const host = 'Host web\n  Port 1\n';
	const exec = (directory: string): string => `exec "touch ${directory}/ran"`;
	const configs: readonly ((directory: string) => [string, Record<string, string>?])[] = [
		directory => [`Match ${exec(directory)}\n`],
		directory => [`Match ex"ec" "touch ${directory}/ran"\n`],
		directory => [`Ma"tch" ${exec(directory)}\n`],
		directory => [`Match all ${exec(directory)}\n`],
		directory => ['"Include" @/inc\n', {inc: `Match ${exec(directory)}\n`}],
		directory => ['Include @/inc\n', {inc: `Include @/config\nMatch ${exec(directory)}\n`}],
	];
	for (const make of configs) {
		const place = open('', {});
		const [text, files = {}] = make(place.directory);
		const real = (each: string): string => each.replaceAll('@/', `${place.directory}/`);
		writeFileSync(place.file, real(text + host));
		for (const [name, content] of Object.entries(files)) {
			writeFileSync(join(place.directory, name), real(content));
		}
		const reading = await place.config.read();
		const at = reading.hosts.find(({alias}) => alias === 'web')?.source;
		assert.ok(at !== undefined, text);
		const draft = withSettings(await place.edits.draft(at), [{key: 'Port', value: '2'}]);
		const plan = await place.edits.plan('edit', {kind: 'change', at, draft}).catch(() => null);
		if (plan !== null) {
			await place.edits.effects(plan, {}).catch(() => null);
			await plan.close();
		}
		assert.equal(existsSync(join(place.directory, 'ran')), false, text);
	}
});

test('an option that an earlier block sets first is told, whichever kind of block that is', async () => {
	const user = userInfo().username;
	const draft = {...emptyDraft, names: ['newh'], options: [{keyword: 'Port', value: '4243'}]};
	const first = (line: number, name = 'config'): RegExp =>
		new RegExp(`^Port has no effect here: \\S+/${name}:${line} sets it first\\.$`);
	const cases: Array<[text: string, note: RegExp | null, files?: Record<string, string>]> = [
		['Host n*\n  Port 2034\nHost last\n', first(2)],
		[`Match user ${user}\n  Port 2034\n`, first(2)],
		['Include @/more\n', first(2, 'more'), {more: 'Match all\n  Port 2034\n'}],
		['Match originalhost newh host newh\n  Port 2034\n', first(2)],
		['Host newh\n  User u\nMatch user u\n  Port 2034\n', first(4)],
		[
			'Match user u\n  Include @/more\nMatch !user u\n  Include @/more\n',
			first(1, 'more'),
			{more: 'Port 3\n'},
		],
		['Match host other\n  Port 2034\n', null],
		['Match user nobody-else\n  Port 2034\nHost *\n  User nobody-else\n', null],
		['Match all\n  User u\n', null],
		['', null],
	];
	for (const [text, note, files] of cases) {
		const {edits, file} = open(text, files);
		const plan = await edits.plan('add', {kind: 'add', draft, file});
		await plan.close();
		const notes = plan.notes.filter(each => !each.startsWith('newh stands in the config already'));
		assert.equal(notes.length, note === null ? 0 : 1, [text, ...notes].join('\n'));
		assert.match(notes[0] ?? '', note ?? /^$/, text);
	}
});

test('of thousands of hosts ssh is asked about no more than are told', async () => {
	const hosts = Array.from({length: 2000}, (_, n) => `Host h${n}\n  User u\n`).join('');
	const {config, edits} = open(`${hosts}Host *\n  Port 7\n`);
	const {patterns} = await config.read();
	const at = patterns[0]?.source;
	assert.ok(at !== undefined);
	const draft = withSettings(await edits.draft(at), [{key: 'Port', value: '8'}]);
	const plan = await edits.plan('edit', {kind: 'change', at, draft});
	const effects = await edits.effects(plan, {});
	await plan.close();
	assert.ok(effects.asked >= 200 && effects.asked < 250, String(effects.asked));
	assert.equal(effects.of, 2000);
	const told = describeEffects(effects, plan.about);
	assert.equal(told.length, 201);
	assert.equal(told[0], 'changes h0: port 7 → 8');
	assert.equal(told.at(-1), '  and up to 1,800 more');
});
