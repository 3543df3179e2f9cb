import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, test} from 'node:test';
import {showCommand} from '../../../source/cli/show.ts';
import {Failure, Refusal} from '../../../source/core/errors.ts';
import {readConfigText} from '../../../source/core/hosts/config-text.ts';
import type {EffectiveOptions} from '../../../source/core/hosts/host.ts';
import {optionName} from '../../../source/core/hosts/keywords.ts';
import {openSshConfig} from '../../../source/services/ssh-config/ssh-config.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import type {TrickyConfig} from './corpus/tricky.ts';
import {corpus} from './corpus.ts';

type Printed = Record<string, string[]>;

const root = tempDir('corpus');

/** Every option line but those that decide which lines count. */
const structure = new Set(['host', 'match', 'include', '#tags']);

function lay(config: TrickyConfig, index: number): {directory: string; file: string; paths: string[]} {
	const directory = join(root, String(index));
	const files = {config: config.config, ...config.files};
	const paths = Object.entries(files).map(([name, text]) => {
		const path = join(directory, name);
		mkdirSync(dirname(path), {recursive: true});
		writeFileSync(path, text.replaceAll('@/', `${directory}/`), {mode: 0o600});
		return path;
	});
	return {directory, file: join(directory, 'config'), paths};
}

/** What plain `ssh -G` prints, or null where it refuses. */
function askPlainSsh(file: string, host: string, directory: string): Promise<Printed | null> {
	const env = {...process.env, HOME: directory};
	return new Promise(resolve => {
		execFile('ssh', ['-G', '-F', file, '--', host], {env, timeout: 20_000}, (error, stdout) => {
			if (error) {
				resolve(null);
				return;
			}
			const printed: Printed = {};
			for (const line of stdout.split('\n').filter(text => text !== '')) {
				const [key = ''] = line.split(' ', 1);
				printed[key] = [...(printed[key] ?? []), line.slice(key.length + 1)];
			}
			resolve(printed);
		});
	});
}

async function show(file: string, host: string, directory: string): Promise<EffectiveOptions | null> {
	const ssh = {program: 'ssh', configFile: file, env: {...process.env, HOME: directory}};
	let text = '';
	try {
		await showCommand(ssh, openSshConfig({ssh}), host, {json: true}, out => {
			text += out;
		});
	} catch (error) {
		assert.ok(error instanceof Refusal || error instanceof Failure);
		assert.equal(text, '');
		return null;
	}
	return JSON.parse(text) as EffectiveOptions;
}

function valuesOf(effective: EffectiveOptions): Printed {
	return Object.fromEntries(
		Object.entries(effective.options).map(([key, values]) => [key, values.map(({value}) => value)]),
	);
}

/** The options in which two outputs differ, with both values. */
function difference(one: Printed | null, other: Printed | null): object {
	const keys = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
	const pairs = [...keys].map(key => [key, [one?.[key], other?.[key]]] as const);
	return Object.fromEntries(pairs.filter(([, [a, b]]) => JSON.stringify(a) !== JSON.stringify(b)));
}

/** Runs with some lines of the files turned into comments, and puts the files back. */
async function without<Result>(
	lines: ReadonlySet<string>,
	paths: readonly string[],
	run: () => Promise<Result>,
) {
	const texts = paths.map(path => readFileSync(path, 'utf8'));
	try {
		for (const [index, path] of paths.entries()) {
			const changed = (texts[index] as string)
				.split('\n')
				.map((line, at) => (lines.has(`${path}:${at + 1}`) ? '#' : line));
			writeFileSync(path, changed.join('\n'));
		}
		return await run();
	} finally {
		for (const [index, path] of paths.entries()) {
			writeFileSync(path, texts[index] as string);
		}
	}
}

/** The option lines of all files: `path:line` → option. */
function optionLines(paths: readonly string[]): Map<string, string> {
	const found = new Map<string, string>();
	for (const path of paths) {
		for (const {number, keyword} of readConfigText(readFileSync(path, 'utf8'))) {
			if (!structure.has(keyword)) {
				found.set(`${path}:${number}`, optionName(keyword));
			}
		}
	}
	return found;
}

/** Lines that count by what they take away or keep out. */
function isSilent(place: string): boolean {
	const at = place.lastIndexOf(':');
	const line = readFileSync(place.slice(0, at), 'utf8').split('\n')[Number(place.slice(at + 1)) - 1] ?? '';
	return /^\s*(ignoreunknown|tag|sendenv\s+-|proxy\w+\s+none|controlpath\s+none|updatehostkeys|proxyusefdpass|rekeylimit)/i.test(
		line,
	);
}

async function checkSources(
	effective: EffectiveOptions,
	{file, directory, paths}: ReturnType<typeof lay>,
): Promise<void> {
	const host = effective.alias;
	const all = optionLines(paths);
	const expected = valuesOf(effective);
	const named = new Map<string, Set<string>>();
	for (const [key, values] of Object.entries(effective.options)) {
		for (const {source} of values) {
			if (source) {
				const place = `${source.file}:${source.line}`;
				named.set(place, (named.get(place) ?? new Set()).add(key));
			}
		}
	}
	for (const place of named.keys()) {
		assert.ok(all.has(place), `${place} is an option line`);
	}
	const others = new Set([...all.keys()].filter(place => !named.has(place) && !isSilent(place)));
	const alone = await without(others, paths, () => askPlainSsh(file, host, directory));
	assert.deepEqual(difference(alone, expected), {}, 'the named lines alone give every value');

	const defaults = await askPlainSsh('none', host, directory);
	for (const [place, keys] of named) {
		const changed = await without(new Set([place]), paths, () => askPlainSsh(file, host, directory));
		for (const key of keys) {
			const rivals = [...all].filter(([other, option]) => option === key.toLowerCase() && other !== place);
			const isAsDefault = JSON.stringify(expected[key]) === JSON.stringify(defaults?.[key]);
			if (changed && rivals.length === 0 && !isAsDefault) {
				assert.notDeepEqual(changed[key], expected[key], `${key} does not come from ${place}`);
			}
		}
	}
}

describe('show --json agrees with ssh -G on every value and names the line that set it', {
	concurrency: 2,
}, () => {
	for (const [index, config] of corpus.entries()) {
		test(config.name, async () => {
			const laid = lay(config, index);
			for (const host of config.hosts) {
				const plain = await askPlainSsh(laid.file, host, laid.directory);
				const effective = await show(laid.file, host, laid.directory);
				assert.equal(effective === null, plain === null);
				if (effective) {
					assert.deepEqual(difference(valuesOf(effective), plain), {});
					assert.equal(effective.alias, host);
					await checkSources(effective, laid);
				}
			}
		});
	}
});
