import {Refusal} from '../core/errors.ts';
import {parseTarget, type Target} from '../core/files/target.ts';
import {printable} from '../core/text/printable.ts';
import type {Decision} from '../core/transfers/transfer.ts';
import {helpHint} from './help-hint.ts';
import {type CliOptions, jsonOption} from './shared-options.ts';
import type {CommandArguments} from './subcommand.ts';

/** The options of `get` and `put`. */
export const transferOptions = {
	resume: {type: 'boolean', help: 'go on with part files, or with shorter files that others left'},
	...jsonOption,
	skip: {type: 'boolean', help: 'leave files that exist as they are'},
	'if-newer': {type: 'boolean', help: 'overwrite a file only with a newer one'},
	'if-size-differs': {type: 'boolean', help: 'overwrite a file only with one of another size'},
	rename: {type: 'boolean', help: 'give a copy whose name exists another, free one'},
	'in-place': {type: 'boolean', help: 'write into targets with hard links or another owner, keep a copy'},
	recursive: {type: 'boolean', short: 'r', help: 'as scp has it: directories are copied in any case'},
} as const satisfies CliOptions;

/** What `get` or `put` is asked for. */
export type TransferWords = {
	readonly from: readonly Target[];
	readonly to: Target;
	/** What becomes of files that exist; null: they are overwritten, as scp does. */
	readonly onConflict: Decision | null;
	readonly writesInPlace: boolean;
	readonly isResume: boolean;
	readonly json: boolean;
};

const decisions = ['skip', 'if-newer', 'if-size-differs', 'rename'] as const;

/** Reads the words of `get` (from hosts to this machine) or `put` (the other way). Throws a Refusal. */
export function readTransferWords(
	name: 'get' | 'put',
	{words, rest, values}: CommandArguments,
): TransferWords {
	const all = [...words, ...rest].map(parseTarget);
	const to = all.at(-1);
	const from = all.slice(0, -1);
	if (to === undefined || from.length === 0) {
		throw new Refusal(
			name === 'get'
				? 'get needs HOST:PATH and where to put it here.'
				: 'put needs a file of this machine and HOST:PATH.',
			helpHint,
		);
	}
	const isGet = name === 'get';
	const wrong = from.find(({host}) => (host === null) === isGet);
	if (wrong !== undefined || (to.host === null) !== isGet) {
		const {host, path} = wrong ?? to;
		const word = printable(host === null ? path : `${host}:${path}`);
		throw new Refusal(
			isGet
				? `get brings HOST:PATH to this machine; “${word}” does not fit.`
				: `put brings files of this machine to HOST:PATH; “${word}” does not fit.`,
			helpHint,
		);
	}
	if (!isGet && from.some(({path}) => path === '')) {
		throw new Refusal('put needs the name of a file.', helpHint);
	}
	const json = values['json'] === true;
	if (json && isGet && to.path === '-') {
		throw new Refusal('get cannot write a file and JSON to stdout.', 'Leave out --json.');
	}
	if (from.some(({host, path}) => host === null && path === '-')) {
		refuseForStdin(values);
	}
	const given = decisions.filter(decision => values[decision] === true);
	const isResume = values['resume'] === true;
	if (given.length + Number(isResume) > 1) {
		throw new Refusal(
			`--${given[0]} and --${given[1] ?? 'resume'} are two ways for files that exist.`,
			'Choose one.',
		);
	}
	return {
		from,
		to,
		onConflict: given[0] ?? null,
		writesInPlace: values['in-place'] === true,
		isResume,
		json,
	};
}

/** What stdin cannot be asked for: nobody knows its time or its size before its end, or can read it again. */
const notForStdin = {
	'if-newer': 'has no time to compare',
	'if-size-differs': 'has no size to compare before its end',
	resume: 'cannot be read from where it was left',
	'in-place': 'can break off, and a file that it is written into would be lost',
} as const satisfies Partial<Record<keyof typeof transferOptions, string>>;

function refuseForStdin(values: CommandArguments['values']): void {
	for (const [option, why] of Object.entries(notForStdin)) {
		if (values[option] === true) {
			throw new Refusal(`stdin ${why}.`, `Leave out --${option}, or put a file.`);
		}
	}
}
