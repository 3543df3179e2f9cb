import {Refusal} from '../../errors.ts';
import {parseTyped, type TypedTarget} from '../../ssh-command/parse-typed.ts';
import {printable} from '../../text/printable.ts';
import {readDirective} from '../lexer.ts';
import {blockAt, keywordOf} from './block-range.ts';
import {withOption} from './draft-settings.ts';
import {type DraftOption, emptyDraft, type HostDraft, readDraft} from './host-draft.ts';
import {takeApart, textLines} from './line-parts.ts';
import {optionOf, readValue} from './option-value.ts';

type Saying = readonly [keyword: string, word?: string];

/** What an option letter of ssh(1) says in a config; without a word it is the letter's own value. */
const letters: Readonly<Record<string, readonly Saying[]>> = {
	4: [['AddressFamily', 'inet']],
	6: [['AddressFamily', 'inet6']],
	A: [['ForwardAgent', 'yes']],
	a: [['ForwardAgent', 'no']],
	B: [['BindInterface']],
	b: [['BindAddress']],
	C: [['Compression', 'yes']],
	c: [['Ciphers']],
	D: [['DynamicForward']],
	e: [['EscapeChar']],
	f: [
		['ForkAfterAuthentication', 'yes'],
		['StdinNull', 'yes'],
	],
	g: [['GatewayPorts', 'yes']],
	I: [['PKCS11Provider']],
	i: [['IdentityFile']],
	J: [['ProxyJump']],
	K: [
		['GSSAPIAuthentication', 'yes'],
		['GSSAPIDelegateCredentials', 'yes'],
	],
	k: [['GSSAPIDelegateCredentials', 'no']],
	L: [['LocalForward']],
	l: [['User']],
	M: [['ControlMaster', 'yes']],
	m: [['MACs']],
	N: [
		['SessionType', 'none'],
		['RequestTTY', 'no'],
	],
	n: [['StdinNull', 'yes']],
	P: [['Tag']],
	p: [['Port']],
	q: [['LogLevel', 'QUIET']],
	R: [['RemoteForward']],
	S: [['ControlPath']],
	s: [['SessionType', 'subsystem']],
	T: [['RequestTTY', 'no']],
	t: [['RequestTTY', 'yes']],
	v: [['LogLevel', 'DEBUG']],
	w: [['TunnelDevice'], ['Tunnel', 'point-to-point']],
	X: [['ForwardX11', 'yes']],
	x: [['ForwardX11', 'no']],
	Y: [
		['ForwardX11', 'yes'],
		['ForwardX11Trusted', 'yes'],
	],
};

/** Given again, these say something else (from → to). */
const again: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	M: {yes: 'ask'},
	t: {yes: 'force'},
	v: {debug: 'DEBUG2', debug2: 'DEBUG3', debug3: 'DEBUG3'},
};

/** Letters by which an option is only set that was not set before; with others the last counts, also after `-o`. */
const firstCounts = /[JlPp]/;

/** Options in the order people look for them; others follow as they were given. */
const leading = ['HostName', 'User', 'RequestTTY'];

/** Whether a text looks like a `Host` block or a whole `ssh …` line. */
export function isPastable(text: string): boolean {
	return /^\s*(ssh\s|host[\s=])/i.test(text.replaceAll(/^\s*#.*\n/gm, ''));
}

/** The number of `Host` lines in a pasted text. */
export function countBlocks(text: string): number {
	return textLines(text).filter(line => keywordOf(line) === 'host').length;
}

/**
 * The host that a pasted text describes: a `Host` block, an `ssh -p 2222 -J b u@h` line, or `u@h -p 2222`. `home` stands
 * for a leading `~` of the line. Gives a Refusal, ready to be shown, for any other text.
 */
export function pastedDraft(text: string, home: string): HostDraft | Refusal {
	const lines = textLines(text.replaceAll('\r\n', '\n'));
	const header = lines.findIndex(line => keywordOf(line) === 'host');
	if (header !== -1 && lines.slice(0, header).every(line => keywordOf(line) === '')) {
		return readDraft(lines, blockAt(lines, header + 1));
	}
	const typed = parseTyped(text.replaceAll(/\\\r?\n/g, ' '), home);
	return typed instanceof Refusal ? typed : draftOfCommand(typed, home);
}

/** By the rules of ssh(1), tried with `ssh -G`: of several `-o` the first counts, and never before a letter but `firstCounts`. */
function draftOfCommand(typed: TypedTarget, home: string): HostDraft | Refusal {
	let options: readonly DraftOption[] = [];
	const valuesOf = (name: string): string[] =>
		options.filter(({keyword}) => keyword === name).map(({value}) => value);
	const set = (keyword: string, value: string, isFirst: boolean): void => {
		const name = optionOf(keyword)?.name ?? keyword.toLowerCase();
		const old = valuesOf(name);
		if (optionOf(name)?.addsUp === true) {
			options = withOption(options, name, [...old, value]);
		} else if (!isFirst || old.length === 0) {
			options = withOption(options, name, [value]);
		}
	};
	for (const {letter, value} of typed.options) {
		if (letter === 'o') {
			const parts = takeApart(value ?? '') ?? readDirective(value ?? '');
			if (parts === null || parts.argument === '') {
				return new Refusal(`“-o ${printable(value ?? '')}” sets no option.`, 'Such as -o Port=2222.');
			}
			set(parts.keyword, readValue(parts.keyword, parts.argument), true);
			continue;
		}
		if (letter === 'J' && valuesOf('ProxyJump').length > 0) {
			return new Refusal('ssh takes one -J.', 'Put commas between several hosts: -J a,b.');
		}
		for (const [keyword, word = inHome(letter, value ?? '', home)] of letters[letter] ?? []) {
			const next = again[letter]?.[valuesOf(keyword)[0]?.toLowerCase() ?? ''];
			set(keyword, next ?? word, firstCounts.test(letter) || keyword === 'Tunnel');
		}
	}
	if (typed.user !== null) {
		set('User', typed.user, true);
	}
	if (typed.command.length > 0) {
		set('RemoteCommand', typed.command.join(' '), true);
	}
	// What %h stands for is the typed name here, which need not be the name that the host gets.
	const name = typed.host.replaceAll('%', '%%');
	const real = valuesOf('HostName')[0]?.replaceAll(/%[%h]/g, token => (token === '%h' ? name : token));
	options = withOption(options, 'HostName', [real ?? name]);
	const rank = ({keyword}: DraftOption): number =>
		leading.includes(keyword) ? leading.indexOf(keyword) : leading.length;
	return {
		...emptyDraft,
		names: [nameFor(typed.host)],
		options: options.toSorted((a, b) => rank(a) - rank(b)),
	};
}

function inHome(letter: string, value: string, home: string): string {
	return /[iS]/.test(letter) && value.startsWith(`${home}/`) ? `~${value.slice(home.length)}` : value;
}

/** A short name for a machine: the first part of its name; an address as it is. */
function nameFor(host: string): string {
	return /^[\d.]+$|:/.test(host) ? host : (host.split('.')[0] ?? host);
}
