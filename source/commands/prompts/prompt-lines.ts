import type {Asked, SecretPrompt} from '../../core/prompts/prompt.ts';
import {saidBy, saidWords} from '../../core/prompts/said-before.ts';
import {passphraseWords, passwordWords} from '../../core/prompts/secret-words.ts';
import {clip, wrap} from '../../core/text/fit.ts';
import {printable} from '../../core/text/printable.ts';
import type {AppState} from '../../state/app-state.ts';
import {hostMarks} from '../../state/files/host-marks.ts';
import type {PromptDialog, SecretDialog, TouchDialog} from '../../state/prompt-dialogs.ts';
import {shortPath} from '../../state/short-path.ts';
import type {DialogLine} from '../dialog-line.ts';
import {blank, fact, quoted, text} from '../dialog-line.ts';
import {machinesOf} from './find-host-keys.ts';
import {questionLines} from './question-lines.ts';

/** Which machine on the way a question is about: as we know it, else the only one that has the host name ssh gives. */
function aliasOf(state: AppState, {child}: Asked<SecretPrompt>, host: string): string | null {
	if (child.hop !== undefined) {
		return child.hop ?? child.alias;
	}
	const fitting = machinesOf(child).filter(({alias}) => {
		const known = state.hosts.reading?.hosts.find(each => each.alias === alias);
		return (known?.hostName ?? alias).toLowerCase() === host;
	});
	return fitting.length === 1 ? (fitting[0]?.alias ?? null) : null;
}

function accountOf(state: AppState, prompt: Asked<SecretPrompt>): string {
	if (!('account' in prompt)) {
		return '';
	}
	const {user, host} = prompt.account;
	const alias = aliasOf(state, prompt, host);
	const isShown = alias !== null && alias !== host && !host.startsWith('[');
	return `${user}@${host}${isShown ? ` (${printable(alias)})` : ''}`;
}

function attemptLines({prompt, attempt}: SecretDialog, width: number): DialogLine[] {
	const {number, of} = attempt ?? {number: 1, of: null};
	if (prompt.kind === 'keyboard-interactive') {
		return number > 1
			? text('It asks the same once more: the answer before may have been wrong.', width, 'warning')
			: [];
	}
	if (prompt.kind === 'passphrase' && (prompt.step === 'new' || prompt.step === 'again')) {
		// ssh-keygen asks for a new one again when the two were not the same.
		return prompt.step === 'new' && number > 1
			? text('The two before were not the same.', width, 'warning')
			: [];
	}
	const count = of === null ? `Attempt ${number}.` : `Attempt ${number} of ${of}.`;
	if (number > 1) {
		return text(`${count} What was typed before was not right.`, width, 'warning');
	}
	return of === null ? [] : text(count, width);
}

function secretLines(state: AppState, {prompt, attempt}: SecretDialog, width: number): DialogLine[] {
	const account = accountOf(state, prompt);
	switch (prompt.kind) {
		case 'passphrase': {
			const key = prompt.keyPath === null ? '' : ` ${shortPath(prompt.keyPath, state.home)}`;
			const isAgain = prompt.isRetry && (attempt?.number ?? 1) === 1;
			return [
				...text(`${passphraseWords[prompt.step]}${key}`, width),
				...(isAgain ? text('The one before was not right.', width, 'warning') : []),
			];
		}
		case 'password':
			return text(`${passwordWords[prompt.step]} ${account}`, width);
		case 'pin':
			return text(`PIN for ${prompt.keyType === null ? '' : `${prompt.keyType} key `}${prompt.key}`, width);
		case 'keyboard-interactive':
			return [
				...text(`The server asks for ${account}. From the server, in its own words:`, width),
				...quoted(prompt.serverText, width),
			];
		case 'unknown':
			return [
				...text('A question that Sallyport does not know, as it came:', width, 'warning'),
				...quoted(prompt.text, width),
				...text('Who wrote it is not known. Answer only if you expected it.', width),
			];
	}
}

function touchLines({prompt}: TouchDialog, width: number): DialogLine[] {
	return prompt.key === null
		? [
				...text('ssh waits for something outside this screen, and says:', width),
				...quoted(prompt.text, width),
			]
		: [
				...text('Touch your security key now: it has to confirm that you are here.', width, 'warning'),
				...fact('key', `${prompt.key.type} ${prompt.key.fingerprint}`, width),
			];
}

/** For which connection a question is asked. */
function purpose({prompt: {child}}: PromptDialog, width: number): DialogLine[] {
	const hops = child.hops.length === 0 ? '' : `, by way of ${child.hops.join(', ')}`;
	const words = child.purpose ?? `For the connection to ${child.alias}${hops}.`;
	return wrap(printable(words), width).map(line => ({
		kind: 'raw',
		text: line,
	}));
}

/** The lines of the dialog of a question, without its field. Where not all fit into the height the question comes first. */
export function promptLines(
	state: AppState,
	dialog: PromptDialog,
	{width, height}: {readonly width: number; readonly height: number},
): readonly DialogLine[] {
	const own =
		dialog.kind === 'secret'
			? secretLines(state, dialog, width)
			: dialog.kind === 'touch'
				? touchLines(dialog, width)
				: questionLines(state, dialog, width);
	const said = saidBy(dialog.prompt);
	const before = said.length === 0 ? [] : [...text(saidWords, width), ...quoted(said, width)];
	const counted = dialog.kind === 'secret' ? attemptLines(dialog, width) : [];
	const asked = [...own, ...counted, blank, ...purpose(dialog, width)];
	const isLong = before.length > 0 && before.length + asked.length > height;
	return isLong ? [...asked, blank, ...before] : [...before, ...asked];
}

const subjects = {
	passphrase: 'passphrase',
	password: 'password',
	'keyboard-interactive': 'the server asks',
	pin: 'PIN of a security key',
	touch: 'touch your key',
	'host-key': 'host key not known',
	'host-key-again': 'host key not known',
	confirm: 'yes or no',
	unknown: 'a question',
} as const;

/** What stands above a question: its host, marked where a machine it concerns is dear. */
export function promptTitle(state: AppState, {prompt}: PromptDialog): {text: string; isProd: boolean} {
	const isDear = machinesOf(prompt.child).some(({alias}) => hostMarks(state, alias).isProd);
	const {alias, hop} = prompt.child;
	const name = clip(printable(hop ? `${hop}, on the way to ${alias}` : alias), 40);
	return {text: `${name}${isDear ? ' #prod' : ''}: ${subjects[prompt.kind]}`, isProd: isDear};
}
