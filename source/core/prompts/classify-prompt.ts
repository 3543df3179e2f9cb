import {printable, printableLines} from '../text/printable.ts';
import {readHostKeyQuestion} from './host-key-question.ts';
import type {
	Account,
	OpenPrompt,
	PassphrasePrompt,
	PasswordPrompt,
	Prompt,
	PromptChild,
	SecretPrompt,
	TouchPrompt,
} from './prompt.ts';

type Parts = Readonly<Record<string, string | undefined>>;
type Rule = {readonly pattern: RegExp; readonly read: (parts: Parts) => SecretPrompt | OpenPrompt};

function passphrase(step: PassphrasePrompt['step'], isRetry = false): Rule['read'] {
	return ({path}) => ({
		kind: 'passphrase',
		keyPath: path === undefined ? null : printable(path),
		step,
		isRetry,
	});
}

function password(step: PasswordPrompt['step']): Rule['read'] {
	return parts => ({kind: 'password', account: accountOf(parts), step});
}

function accountOf({user, host}: Parts): Account {
	return {user: printable(user ?? ''), host: printable(host ?? '')};
}

function pin({type, key}: Parts): SecretPrompt {
	return {kind: 'pin', keyType: type ?? null, key: printable(key ?? '')};
}

/**
 * The questions of ssh, ssh-add, ssh-keygen and ssh-agent (readpass.c, sshconnect.c, sshconnect2.c, clientloop.c and the
 * tools of OpenSSH 8.5 to 10.x). Each pattern spans the whole text. What a server wrote comes first and is taken whole:
 * ssh sets `(user@host) ` before it, so nothing in it can pass for a question of ssh's own.
 */
const rules: readonly Rule[] = [
	{
		pattern: /^\((?<user>.+?)@(?<host>[^\s@()]+)\) (?<server>[\s\S]*)$/,
		read: parts => ({
			kind: 'keyboard-interactive',
			account: accountOf(parts),
			serverText: printableLines(parts['server'] ?? ''),
		}),
	},
	{
		pattern: /^Enter (?:new )?passphrase (?:for "(?<path>.+)" )?\(empty for no passphrase\): ?$/,
		read: passphrase('new'),
	},
	{pattern: /^Enter passphrase for key '(?<path>.+)': ?$/, read: passphrase('unlock')},
	{
		pattern: /^Enter passphrase for (?<path>.+?)(?: \(will confirm each use\))?: ?$/,
		read: passphrase('unlock'),
	},
	{
		pattern: /^Bad passphrase, try again for (?<path>.+?)(?: \(will confirm each use\))?: ?$/,
		read: passphrase('unlock', true),
	},
	{pattern: /^Enter passphrase: ?$/, read: passphrase('unlock')},
	{pattern: /^Enter old passphrase: ?$/, read: passphrase('old')},
	{pattern: /^Enter same passphrase again: ?$/, read: passphrase('again')},
	{pattern: /^Enter lock password: ?$/, read: passphrase('lock')},
	{pattern: /^Again: ?$/, read: passphrase('again')},
	{pattern: /^(?<user>.+)@(?<host>[^\s@()]+)'s password: ?$/, read: password('login')},
	{pattern: /^Enter (?<user>.+)@(?<host>[^\s@()]+)'s old password: ?$/, read: password('old')},
	{pattern: /^Enter (?<user>.+)@(?<host>[^\s@()]+)'s new password: ?$/, read: password('new')},
	{pattern: /^Retype (?<user>.+)@(?<host>[^\s@()]+)'s new password: ?$/, read: password('again')},
	{
		pattern: /^Enter PIN (?:and confirm user presence )?for (?<type>[A-Z0-9-]+) key (?<key>.+): ?$/,
		read: pin,
	},
	{pattern: /^Enter PIN for '(?<key>.+)': ?$/, read: pin},
	{pattern: /^Enter PIN for (?<key>authenticator): ?$/, read: pin},
	{pattern: /^Please type 'yes', 'no' or the fingerprint: ?$/, read: () => ({kind: 'host-key-again'})},
	{
		pattern:
			/^(?<question>Are you sure you want to continue connecting \(yes\/no\)\?|Accept updated hostkeys\? \(yes\/no\):|Please type 'yes' or 'no':) ?$/,
		read: ({question}) => ({kind: 'confirm', text: [question ?? '']}),
	},
];

const presence =
	/^Confirm user presence for key (?<type>[A-Z0-9-]+) (?<fingerprint>[A-Z0-9]+:[A-Za-z0-9+/=:]+)(?:\n.*)?$/s;

/** Without an answer wanted: a touch. Someone may stand behind a name that imitates one, so its text is shown as well. */
function notice(text: string): TouchPrompt {
	const {type, fingerprint} = presence.exec(text)?.groups ?? {};
	return {
		kind: 'touch',
		key: type === undefined || fingerprint === undefined ? null : {type, fingerprint},
		text: printableLines(text),
	};
}

/**
 * What ssh asks through its askpass program: `text` is the program's argument, `askpassPrompt` the value of
 * SSH_ASKPASS_PROMPT (`none`: nothing is to be answered; `confirm`: yes or no; unset: a text), `child` who asks, as we
 * started it. Only whole texts as OpenSSH writes them are known; any other is `unknown`. Nothing may be filled in by
 * what this says: part of it was written by servers.
 */
export function classifyPrompt(text: string, askpassPrompt: string | undefined, child: PromptChild): Prompt {
	if (askpassPrompt === 'none') {
		return {child, ...notice(text)};
	}
	if (askpassPrompt === 'confirm') {
		return {child, kind: 'confirm', text: printableLines(text)};
	}
	const question = readHostKeyQuestion(text);
	if (question !== null) {
		return {child, kind: 'host-key', question};
	}
	for (const {pattern, read} of rules) {
		const match = pattern.exec(text);
		if (match !== null) {
			return {child, ...read(match.groups ?? {})};
		}
	}
	return {child, kind: 'unknown', text: printableLines(text)};
}
