import {type ParseArgsConfig, parseArgs} from 'node:util';
import {Refusal} from '../core/errors.ts';
import {argumentsAsBytes} from './arguments-as-bytes.ts';
import {helpHint} from './help-hint.ts';
import {sharedOptions} from './shared-options.ts';
import type {CommandArguments, Subcommand} from './subcommand.ts';
import {subcommands} from './subcommands.ts';

/** What the command line asks for. */
export type Invocation = {
	readonly command:
		| {readonly name: 'dashboard'; readonly filter: string}
		| {readonly name: 'help'; readonly subcommand: Subcommand | undefined}
		| {readonly name: 'version'}
		| {readonly name: 'subcommand'; readonly subcommand: Subcommand; readonly args: CommandArguments};
	/** The file of `-F`, or null. */
	readonly configFile: string | null;
	readonly isDemo: boolean;
};

type Options = NonNullable<ParseArgsConfig['options']>;

function parse(args: readonly string[], options: Options, strict: boolean) {
	try {
		return parseArgs({args: [...args], allowPositionals: true, tokens: true, strict, options});
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		throw new Refusal(`${message.split(/\.\s/)[0]}.`, helpHint);
	}
}

/** The subcommand that the first word names. */
function subcommandOf(args: readonly string[]): Subcommand | undefined {
	const {tokens} = parse(args, sharedOptions, false);
	const first = tokens.find(({kind}) => kind === 'positional' || kind === 'option-terminator');
	return first?.kind === 'positional' ? subcommands.find(({name}) => name === first.value) : undefined;
}

/** Reads the arguments behind `sallyport`. Throws a Refusal for what makes no sense: exit code 2. */
export function readArguments(given: readonly string[]): Invocation {
	const subcommand = subcommandOf(given);
	const args = subcommand?.takesPaths === true ? argumentsAsBytes(given) : given;
	const {values, tokens} = parse(args, {...subcommand?.options, ...sharedOptions}, true);
	const end = tokens.find(token => token.kind === 'option-terminator')?.index ?? args.length;
	const positionals = tokens.filter(token => token.kind === 'positional');
	const before = positionals.filter(token => token.index < end).map(token => token.value);
	const rest = positionals.filter(token => token.index > end).map(token => token.value);
	const file = values['ssh-config'];
	if (file === '') {
		throw new Refusal('-F needs the name of a file.', helpHint);
	}
	if (file !== undefined && values['demo'] === true) {
		throw new Refusal('--demo brings its own config: leave -F out.', helpHint);
	}
	const common = {configFile: typeof file === 'string' ? file : null, isDemo: values['demo'] === true};
	if (values['help'] === true) {
		return {...common, command: {name: 'help', subcommand}};
	}
	if (values['version'] === true) {
		return {...common, command: {name: 'version'}};
	}
	if (subcommand !== undefined) {
		const [, ...words] = before;
		return {...common, command: {name: 'subcommand', subcommand, args: {words, rest, values}}};
	}
	return {...common, command: {name: 'dashboard', filter: [...before, ...rest].join(' ')}};
}
