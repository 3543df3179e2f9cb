import type {KnownHostState} from '../../core/known-hosts/known-host-state.ts';
import type {HostKeyQuestion} from '../../core/prompts/prompt.ts';
import {printable} from '../../core/text/printable.ts';
import type {AppState} from '../../state/app-state.ts';
import type {QuestionDialog} from '../../state/prompt-dialogs.ts';
import {shortPath} from '../../state/short-path.ts';
import {type DialogLine, fact, heading, quoted, text} from '../dialog-line.ts';

/** The key that a host showed when its known one was removed here, where it was. */
function replacedKey(state: AppState, {host}: HostKeyQuestion): string | null {
	return state.replacedKeys[host.toLowerCase()] ?? null;
}

/** Whether a plain yes is not enough for a host key: it is not the one that was shown before, or it is revoked. */
export function isDoubtful(state: AppState, dialog: QuestionDialog): boolean {
	if (dialog.prompt.kind !== 'host-key') {
		return false;
	}
	const {question} = dialog.prompt;
	const replaced = replacedKey(state, question);
	const states = [dialog.facts?.byName, dialog.facts?.byAddress];
	return (
		(replaced !== null && replaced !== question.fingerprint) ||
		states.some(known =>
			known?.keys.some(key => key.trust === 'revoked' && key.fingerprint === question.fingerprint),
		)
	);
}

/** What is known of a name already, one line for each key. */
function knownLines(
	state: AppState,
	label: string,
	known: KnownHostState | null,
	{fingerprint}: HostKeyQuestion,
	width: number,
): DialogLine[] {
	if (known === null) {
		return [];
	}
	if (known.keys.length === 0) {
		return fact(label, 'nothing known', width);
	}
	return known.keys.flatMap((key, index) => {
		const isSame = key.fingerprint === fingerprint;
		const trust = key.trust === 'known' ? '' : `${key.trust} `;
		const verdict = key.trust === 'authority' ? '' : isSame ? ' (this key)' : ' (another key)';
		const place = printable(`${shortPath(key.file, state.home)}:${key.line}`);
		const words = `${trust}${key.type} ${key.fingerprint}${verdict} ${place}`;
		return fact(index === 0 ? label : '', words, width, key.trust === 'revoked' ? {tone: 'bad'} : {});
	});
}

function replacedLines(state: AppState, question: HostKeyQuestion, width: number): DialogLine[] {
	const replaced = replacedKey(state, question);
	if (replaced === null) {
		return [];
	}
	return replaced === question.fingerprint
		? text('It is the key that was shown when the known one was removed.', width, 'good')
		: text(
				`It is NOT the key that was shown when the known one was removed (${replaced}): someone may stand between you and the host. Do not accept it.`,
				width,
				'bad',
			);
}

function otherLines({otherNames, omitted, dns}: HostKeyQuestion, width: number): DialogLine[] {
	return [
		...otherNames.flatMap(({place, name}, index) =>
			fact(index === 0 ? 'the same key' : '', `${name}  ${place}`, width),
		),
		...(omitted === 0 ? [] : fact('', `and ${omitted} more`, width)),
		...(dns === null ? [] : fact('DNS', dns === 'matches' ? 'has the same key' : 'has not this key', width)),
	];
}

function hostKeyLines(
	state: AppState,
	dialog: QuestionDialog,
	question: HostKeyQuestion,
	width: number,
): DialogLine[] {
	const {facts} = dialog;
	const alias = facts?.alias ?? null;
	const host =
		alias === null || alias === question.host ? question.host : `${printable(alias)}, ${question.host}`;
	return [
		...fact('host', host, width),
		...fact('address', question.address ?? 'not known: it is reached through a proxy', width),
		...fact('shows the key', `${question.keyType} ${question.fingerprint}`, width, {kind: 'heading'}),
		...replacedLines(state, question, width),
		...(facts === null
			? fact('by name', 'looking …', width)
			: [
					...knownLines(state, 'by name', facts.byName, question, width),
					...knownLines(state, 'by address', facts.byAddress, question, width),
				]),
		...otherLines(question, width),
		...text(
			isDoubtful(state, dialog)
				? 'Ask the owner of the host. To accept this key all the same paste its whole fingerprint; no refuses.'
				: 'Compare it with what the owner of the host told you. Type yes, or paste the fingerprint you were given; no refuses.',
			width,
		),
	];
}

/** The lines of a question that is answered in the open. */
export function questionLines(state: AppState, dialog: QuestionDialog, width: number): DialogLine[] {
	const {prompt, complaint} = dialog;
	const own =
		prompt.kind === 'host-key'
			? hostKeyLines(state, dialog, prompt.question, width)
			: prompt.kind === 'confirm'
				? [heading('ssh or the agent asks:'), ...quoted(prompt.text, width)]
				: text('ssh did not take the answer. Type the fingerprint of the key, or no.', width);
	return [...own, ...(complaint === null ? [] : text(complaint, width, 'bad'))];
}
