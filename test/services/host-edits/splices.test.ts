import assert from 'node:assert/strict';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {EditRequest} from '../../../source/core/hosts/edit/edit-request.ts';
import {emptyDraft, type HostDraft} from '../../../source/core/hosts/edit/host-draft.ts';
import type {Host} from '../../../source/core/hosts/host.ts';
import {openHostEdits} from '../../../source/services/host-edits/host-edits.ts';
import {openSshConfig} from '../../../source/services/ssh-config/ssh-config.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {corpus} from '../ssh-config/corpus.ts';
import {writeFiles} from '../ssh-config/open-in.ts';
import {awkward} from './awkward.ts';

type Case = {
	readonly name: string;
	readonly text: string | Buffer;
	readonly files?: Readonly<Record<string, string>>;
};

const cases: readonly Case[] = [
	...awkward,
	...corpus.map(({name, config, files}) => ({name, text: config, ...(files ? {files} : {})})),
];

function open({text, files}: Case) {
	const directory = tempDir('edit');
	const file = join(directory, 'config');
	writeFileSync(file, typeof text === 'string' ? text.replaceAll('@/', `${directory}/`) : text, {
		mode: 0o640,
	});
	writeFiles(directory, files ?? {});
	const ssh = {program: 'ssh', configFile: file, env: {...process.env, HOME: directory}};
	const config = openSshConfig({ssh, home: directory});
	const edits = openHostEdits({ssh, config, places: {state: join(directory, 'state'), now: Date.now}});
	return {directory, file, config, edits};
}

/** The lines of two texts that are not in both, in order. */
function difference(before: Buffer, after: Buffer): {gone: string[]; come: string[]} {
	const [a, b] = [before.toString('latin1').split('\n'), after.toString('latin1').split('\n')];
	let start = 0;
	while (start < a.length && start < b.length && a[start] === b[start]) {
		start++;
	}
	let end = 0;
	while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) {
		end++;
	}
	return {gone: a.slice(start, a.length - end), come: b.slice(start, b.length - end)};
}

async function change(one: Case, host: (host: Host, draft: HostDraft) => EditRequest) {
	const {file, config, edits} = open(one);
	const found = (await config.read()).hosts.find(
		({refused, source}) => refused === null && source.file === file,
	);
	if (found === undefined) {
		return null;
	}
	const before = readFileSync(file);
	const plan = await edits.plan('test', host(found, await edits.draft(found.source)));
	await edits.apply(plan);
	await plan.close();
	const after = readFileSync(file);
	const undo = await edits.planUndo();
	assert.ok(undo);
	await edits.undo(undo);
	await undo.close();
	assert.deepEqual(readFileSync(file), before, `${one.name}: undo gives the same bytes`);
	assert.equal(await edits.planUndo(), null);
	return {host: found, before, after, ...difference(before, after)};
}

test('an edit changes the line of the option and no other byte', async () => {
	for (const one of cases) {
		const made = await change(one, (host, draft) => ({
			kind: 'change',
			at: host.source,
			draft: {
				...draft,
				options: [
					...draft.options.filter(({keyword}) => keyword !== 'Port'),
					{keyword: 'Port', value: '4242'},
				],
			},
		}));
		if (made !== null) {
			assert.ok(
				made.come.length <= 2 && made.gone.length <= 1,
				`${one.name}: ${JSON.stringify([made.gone, made.come])}`,
			);
			assert.match(made.come.join('\n'), /4242/, one.name);
		}
	}
});

test('adding a host adds lines and takes none', async () => {
	for (const one of cases) {
		const made = await change(one, host => ({
			kind: 'add',
			file: host.source.file,
			draft: {
				...emptyDraft,
				names: ['new-host'],
				tags: ['a'],
				comment: 'mine',
				options: [{keyword: 'HostName', value: '192.0.2.7'}],
			},
		}));
		if (made !== null) {
			const {before, after} = made;
			const at = after.indexOf('Host new-host');
			const end = after.indexOf('192.0.2.7') + '192.0.2.7'.length;
			const rest = Buffer.concat([after.subarray(0, at), after.subarray(end)]);
			assert.equal(
				rest.toString('latin1').replaceAll(/\s/g, ''),
				before.toString('latin1').replaceAll(/\s/g, ''),
				one.name,
			);
			assert.deepEqual(
				made.gone.filter(
					line => line.trim() !== '' && !made.come.includes(line) && !made.come.includes(`${line}\r`),
				),
				[],
				one.name,
			);
		}
	}
});

test('removing a host takes its lines and adds none', async () => {
	for (const one of cases) {
		const made = await change(one, host => ({kind: 'remove', at: host.source, names: [host.alias]}));
		if (made !== null) {
			const isShared = made.host.patterns.some(
				name => name !== '' && name !== made.host.alias && !name.startsWith('!'),
			);
			assert.equal(
				made.come.length,
				isShared ? 1 : made.come.length && 1 && made.come[0] === '' ? 1 : 0,
				`${one.name}: ${JSON.stringify(made.come)}`,
			);
		}
	}
});

test('tags change one line', async () => {
	for (const one of cases) {
		const made = await change(one, host => ({
			kind: 'tag',
			hosts: [host.source],
			add: ['new-tag'],
			remove: [],
		}));
		if (made !== null) {
			assert.match(made.come.join('\n'), /# *tags *:.*new-tag/i, one.name);
			assert.ok(
				made.gone.length <= 1 || /twice/.test(one.name),
				`${one.name}: ${JSON.stringify([made.gone, made.come])}`,
			);
		}
	}
	assert.ok(!existsSync('/tmp/never-run-by-sallyport'));
});
