import {Refusal} from '../../errors.ts';
import {parseTyped, type TypedTarget} from '../../ssh-command/parse-typed.ts';
import {blockAt, keywordOf} from './block-range.ts';
import {withOption} from './draft-settings.ts';
import {type DraftOption, emptyDraft, type HostDraft, readDraft} from './host-draft.ts';
import {textLines} from './line-parts.ts';

/** What an option letter of ssh(1) without a value says in a config. */
const flags: Readonly<Record<string, readonly [string, string]>> = {
	4: ['AddressFamily', 'inet'],
	6: ['AddressFamily', 'inet6'],
	A: ['ForwardAgent', 'yes'],
	a: ['ForwardAgent', 'no'],
	C: ['Compression', 'yes'],
	f: ['ForkAfterAuthentication', 'yes'],
	g: ['GatewayPorts', 'yes'],
	K: ['GSSAPIAuthentication', 'yes'],
	k: ['GSSAPIDelegateCredentials', 'no'],
	M: ['ControlMaster', 'yes'],
	N: ['SessionType', 'none'],
	n: ['StdinNull', 'yes'],
	q: ['LogLevel', 'QUIET'],
	T: ['RequestTTY', 'no'],
	t: ['RequestTTY', 'yes'],
	v: ['LogLevel', 'VERBOSE'],
	X: ['ForwardX11', 'yes'],
	x: ['ForwardX11', 'no'],
	Y: ['ForwardX11Trusted', 'yes'],
};

/** The option that takes the value of an option letter. */
const withValue: Readonly<Record<string, string>> = {
	B: 'BindInterface',
	b: 'BindAddress',
	c: 'Ciphers',
	D: 'DynamicForward',
	e: 'EscapeChar',
	I: 'PKCS11Provider',
	i: 'IdentityFile',
	J: 'ProxyJump',
	L: 'LocalForward',
	l: 'User',
	m: 'MACs',
	p: 'Port',
	R: 'RemoteForward',
	S: 'ControlPath',
	w: 'TunnelDevice',
};

const addsUp = new Set(['IdentityFile', 'LocalForward', 'RemoteForward', 'DynamicForward']);

/** Whether a text looks like a `Host` block or a whole `ssh …` line. */
export function isPastable(text: string): boolean {
	return /^\s*(ssh\s|host[\s=])/i.test(text.replaceAll(/^\s*#.*\n/gm, ''));
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

function draftOfCommand(typed: TypedTarget, home: string): HostDraft {
	let options: readonly DraftOption[] = [{keyword: 'HostName', value: typed.host}];
	const add = (keyword: string, value: string): void => {
		const old = options.filter(option => option.keyword === keyword).map(option => option.value);
		if (old.length === 0 || addsUp.has(keyword)) {
			options = withOption(options, keyword, [...old, value]);
		}
	};
	if (typed.user !== null) {
		add('User', typed.user);
	}
	const ttys = typed.options.filter(({letter}) => letter === 't').length;
	if (ttys > 1) {
		add('RequestTTY', 'force');
	}
	for (const {letter, value} of typed.options) {
		const [keyword, word] = flags[letter] ?? [];
		if (value === null && keyword !== undefined && word !== undefined) {
			add(keyword, word);
		} else if (value !== null && letter === 'o') {
			const [, key = '', rest = ''] = /^\s*([^\s=]+)\s*[\s=]\s*(.*)$/s.exec(value) ?? [];
			if (key !== '') {
				add(key, rest);
			}
		} else if (value !== null && withValue[letter] !== undefined) {
			add(withValue[letter], value.startsWith(`${home}/`) ? `~${value.slice(home.length)}` : value);
		}
	}
	if (typed.command.length > 0) {
		add('RemoteCommand', typed.command.join(' '));
	}
	return {...emptyDraft, names: [nameFor(typed.host)], options};
}

/** A short name for a machine: the first part of its name; an address as it is. */
function nameFor(host: string): string {
	return /^[\d.]+$|:/.test(host) ? host : (host.split('.')[0] ?? host);
}
