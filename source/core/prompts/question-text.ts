import {printable} from '../text/printable.ts';
import type {Account, HostKeyQuestion, Prompt} from './prompt.ts';
import {saidBy, saidWords} from './said-before.ts';
import {passphraseWords, passwordWords} from './secret-words.ts';

function quoted(lines: readonly string[]): string[] {
	return lines.map(line => `  | ${line}`);
}

function nameOf({user, host}: Account): string {
	return `${user}@${host}`;
}

function hostKeyLines(question: HostKeyQuestion): string[] {
	const {host, address, keyType, fingerprint, dns, otherNames, omitted} = question;
	return [
		`The host key of ${host}${address === null || address === host ? '' : ` (${address})`} is not known:`,
		`  ${keyType} ${fingerprint}`,
		...otherNames.map(({place, name}) => `The same key is known as ${name} (${place}).`),
		...(omitted === 0 ? [] : [`And ${omitted} more.`]),
		...(dns === null ? [] : [`The DNS ${dns === 'matches' ? 'has the same key' : 'has not this key'}.`]),
		'Compare it with what the owner of the host told you. Type yes or that fingerprint; no refuses.',
	];
}

function ownLines(prompt: Prompt): string[] {
	switch (prompt.kind) {
		case 'passphrase': {
			const key = prompt.keyPath === null ? '' : ` ${prompt.keyPath}`;
			return [`${prompt.isRetry ? 'That was not right. ' : ''}${passphraseWords[prompt.step]}${key}`];
		}
		case 'password':
			return [`${passwordWords[prompt.step]} ${nameOf(prompt.account)}`];
		case 'pin':
			return [`PIN for ${prompt.keyType === null ? '' : `${prompt.keyType} key `}${prompt.key}`];
		case 'keyboard-interactive':
			return [
				`The server asks for ${nameOf(prompt.account)}. From the server, in its own words:`,
				...quoted(prompt.serverText),
			];
		case 'unknown':
			return ['A question that Sallyport does not know, as it came:', ...quoted(prompt.text)];
		case 'touch':
			return prompt.key === null
				? ['ssh waits for something else, and says:', ...quoted(prompt.text)]
				: [`Touch your security key now (${prompt.key.type} ${prompt.key.fingerprint}).`];
		case 'host-key':
			return hostKeyLines(prompt.question);
		case 'host-key-again':
			return ['ssh did not take the answer. Type the fingerprint of the key, or no.'];
		case 'confirm':
			return ['ssh or the agent asks (yes or no):', ...quoted(prompt.text)];
	}
}

/** A question as lines for a plain terminal, the connection that asks in the first. Clean. */
export function questionText(prompt: Prompt): readonly string[] {
	const {alias, hop, purpose} = prompt.child;
	const [first = '', ...rest] = ownLines(prompt);
	const who = hop === undefined || hop === null ? alias : `${hop}, on the way to ${alias}`;
	const why = purpose ? [printable(purpose)] : [];
	const said = saidBy(prompt);
	const before = said.length === 0 ? [] : [`${printable(who)}: ${saidWords}`, ...quoted(said)];
	return [...why, ...before, `${printable(who)}: ${first}`, ...rest];
}
