import {parseArgs} from 'node:util';
import {Refusal} from '../core/errors.ts';

/** What the command line asks for. */
export type Invocation = {
	readonly command:
		| {readonly name: 'dashboard'; readonly filter: string}
		| {readonly name: 'hosts'; readonly json: boolean}
		| {readonly name: 'show'; readonly host: string; readonly json: boolean}
		| {readonly name: 'doctor'; readonly host: string | null; readonly json: boolean}
		| {readonly name: 'connect'; readonly host: string; readonly remoteCommand: readonly string[]}
		| {readonly name: 'help'}
		| {readonly name: 'version'};
	/** The file of `-F`, or null. */
	readonly configFile: string | null;
	readonly isDemo: boolean;
};

type Words = {readonly before: readonly string[]; readonly after: readonly string[]};

const nextStep = 'sallyport --help lists what there is.';

function parse(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			allowPositionals: true,
			tokens: true,
			options: {
				'ssh-config': {type: 'string', short: 'F'},
				demo: {type: 'boolean'},
				json: {type: 'boolean'},
				help: {type: 'boolean', short: 'h'},
				version: {type: 'boolean', short: 'V'},
			},
		});
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		throw new Refusal(`${message.split('. ')[0]}.`, nextStep);
	}
}

function oneHost(name: string, words: readonly string[]): string {
	const [host, extra] = words;
	if (host === undefined) {
		throw new Refusal(`${name} needs a host.`, nextStep);
	}
	if (extra !== undefined) {
		throw new Refusal(`${name} takes one host; a remote command follows --.`, nextStep);
	}
	return host;
}

function commandOf({before, after}: Words, json: boolean): Invocation['command'] {
	const [name, ...rest] = before;
	if (name === 'connect' && !json) {
		return {name, host: oneHost(name, rest), remoteCommand: after};
	}
	const words = [...rest, ...after];
	if (name === 'show') {
		return {name, host: oneHost(name, words), json};
	}
	if (name === 'doctor') {
		return {name, host: words.length === 0 ? null : oneHost(name, words), json};
	}
	if (name === 'hosts') {
		if (words.length > 0) {
			throw new Refusal('hosts takes no names.', nextStep);
		}
		return {name, json};
	}
	if (json) {
		throw new Refusal('--json goes with hosts, show and doctor.', nextStep);
	}
	return {name: 'dashboard', filter: [...before, ...after].join(' ')};
}

/** Reads the arguments behind `sallyport`. Throws a Refusal for what makes no sense: exit code 2. */
export function readArguments(args: readonly string[]): Invocation {
	const {values, tokens} = parse(args);
	const end = tokens.find(token => token.kind === 'option-terminator')?.index ?? args.length;
	const positionals = tokens.filter(token => token.kind === 'positional');
	const words = {
		before: positionals.filter(token => token.index < end).map(token => token.value),
		after: positionals.filter(token => token.index > end).map(token => token.value),
	};
	const given = values['ssh-config'];
	if (given === '') {
		throw new Refusal('-F needs the name of a file.', nextStep);
	}
	if (given !== undefined && values.demo === true) {
		throw new Refusal('--demo brings its own config: leave -F out.', nextStep);
	}
	const shared = {configFile: given ?? null, isDemo: values.demo === true};
	if (values.help === true) {
		return {...shared, command: {name: 'help'}};
	}
	if (values.version === true) {
		return {...shared, command: {name: 'version'}};
	}
	return {...shared, command: commandOf(words, values.json === true)};
}
