import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readArguments} from '../../source/cli/arguments.ts';
import type {CliContext} from '../../source/cli/subcommand.ts';
import {subcommands} from '../../source/cli/subcommands.ts';
import {usage} from '../../source/cli/usage.ts';
import {Refusal} from '../../source/core/errors.ts';

function read(...args: string[]) {
	const {command, configFile, isDemo} = readArguments(args);
	return command.name === 'subcommand'
		? {name: command.subcommand.name, ...command.args, values: {...command.args.values}, configFile, isDemo}
		: {...command, configFile, isDemo};
}

test('words that are no subcommand filter the dashboard', () => {
	assert.deepEqual(read('web', '#prod'), {
		name: 'dashboard',
		filter: 'web #prod',
		configFile: null,
		isDemo: false,
	});
	assert.equal((read('--', 'hosts') as {filter?: string}).filter, 'hosts');
});

test('a subcommand gets its words, what follows -- and its own options', () => {
	assert.deepEqual(read('-F', 'c', 'connect', 'web', '--', 'ls', '-l'), {
		name: 'connect',
		words: ['web'],
		rest: ['ls', '-l'],
		values: {'ssh-config': 'c'},
		configFile: 'c',
		isDemo: false,
	});
	assert.equal((read('--demo', 'hosts', '--json') as {values: {json?: boolean}}).values.json, true);
});

test('what makes no sense is refused with the way to help', () => {
	for (const args of [
		['--bogus'],
		['connect', '--json', 'web'],
		['--json'],
		['-F'],
		['-F', '', 'hosts'],
		['--demo', '-F', 'c'],
	]) {
		assert.throws(() => readArguments(args), Refusal, args.join(' '));
	}
});

test('a value that begins with a dash is refused in one line', () => {
	assert.throws(
		() => readArguments(['forward', 'start', 'box', '-L', '-5:a:1']),
		({message}: Error) => /ambiguous/.test(message) && !/\n/.test(message),
	);
});

test('the help of a subcommand has its forms and every option it takes, the general one no other', () => {
	for (const subcommand of subcommands) {
		const {command} = readArguments([subcommand.name, '--help']);
		assert.deepEqual(command, {name: 'help', subcommand});
		const text = usage(subcommand);
		for (const [option, {help}] of Object.entries(subcommand.options ?? {})) {
			assert.match(text, new RegExp(`^  .*--${option}\\b.*  \\S`, 'm'));
			assert.ok(text.includes(help), option);
		}
		assert.equal(text.match(/^(Usage:| {2,}sallyport) /gm)?.length, subcommand.synopsis.length);
	}
});

test('names and summaries stand in columns, whatever the longest name', () => {
	const starts = subcommands.map(({name, summary}) => {
		const line =
			usage()
				.split('\n')
				.find(text => text.startsWith(`  ${name} `)) ?? '';
		return line.indexOf(summary);
	});
	assert.equal(new Set(starts).size, 1);
	assert.ok((starts[0] ?? 0) > 0);
});

test('the help names every subcommand with its forms', () => {
	for (const {name, synopsis, summary} of subcommands) {
		assert.ok(usage().includes(summary), name);
		for (const form of synopsis) {
			assert.ok(usage().includes(`sallyport [options] ${name} ${form}`.trimEnd()), form);
		}
	}
});

test('a second host is refused; a remote command is spoken of only where one can follow', async () => {
	for (const [name, words] of [
		['show', /^show takes one host\.$/],
		['doctor', /^doctor takes one host\.$/],
		['connect', /^connect takes one host; a remote command follows --\.$/],
	] as const) {
		const {command} = readArguments([name, 'a', 'b']);
		assert.ok(command.name === 'subcommand');
		await assert.rejects(command.subcommand.run(command.args, {} as CliContext), {message: words});
	}
});
