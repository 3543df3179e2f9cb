import {whyNoAnswer} from '../../core/keeper/answer.ts';
import {emptyField, type FieldEdit} from '../../core/text/field.ts';
import {graphemes} from '../../core/text/fit.ts';
import type {OnPrompt} from '../../services/keeper/prompt-queue.ts';
import type {Dialog, Tone} from '../../state/app-state.ts';
import {isFilterOpen} from '../../state/is-filter-open.ts';
import {isOfPrompt, type PromptDialog} from '../../state/prompt-dialogs.ts';
import type {Store} from '../../state/store.ts';
import type {Services, Terminal} from '../services.ts';
import {answering} from './answering.ts';
import {attemptCounter} from './attempts.ts';
import {hostKeyFacts} from './find-host-keys.ts';
import {editedSecret} from './secret-field.ts';
import {openTurns} from './turns.ts';
import {type Ask, dialogOf, type Waiting} from './waiting.ts';

/** The questions of all children, one on screen at a time. */
export type Prompts = {
	readonly ask: Ask;
	/** Answers the questions of one connection by asking the user: for the keeper's client. */
	answering(): OnPrompt;
	/** Edits the secret on screen, which no state holds. */
	edit(edit: FieldEdit): void;
	/** Sends what was typed into the masked field. */
	answerSecret(): void;
	/** Answers the question on screen; null cancels it. */
	answer(answer: string | null): void;
	/**
	 * A key is pressed, or something pasted: whether it is not taken, since it may have been meant for the question of another
	 * host, or for one that has not come yet. What cancels is taken always.
	 */
	isTooSoon(chord?: string): boolean;
	/** Cancels all questions: the program ends. */
	stop(): void;
};

const calmWords = ': keys are taken once none was pressed for a moment.';

/** How often it is looked whether the terminal is back while a question waits for it, in milliseconds. */
const lentInterval = 100;

const answered: ReadonlyArray<Dialog['kind']> = [
	'confirm',
	'sort',
	'changed-key',
	'approve',
	'choose',
	'form',
];

/** Whether a dialog only shows something: a question may come over it, but not over what is being typed or answered. */
function isOnlyShown(dialog: Dialog): boolean {
	if (dialog.kind === 'viewer') {
		return !dialog.isTyping;
	}
	if (dialog.kind === 'busy') {
		return dialog.mayAsk;
	}
	return !('field' in dialog) && !answered.includes(dialog.kind);
}

/** Opens the queue of questions. `report` hears what must not happen. */
export function openPrompts(
	store: Store,
	services: Pick<Services, 'hostKeys' | 'now'>,
	terminal: Pick<Terminal, 'isLent'>,
	report: (error: unknown) => void,
): Prompts {
	let queue: readonly Waiting[] = [];
	let lastId = 0;
	let lastConnection = 0;
	let timer: NodeJS.Timeout | undefined;
	/** The question that is on screen, or covered. */
	let begun: Waiting | null = null;
	/** What was on screen once a secret was answered: nobody has typed for that. */
	let uncovered: Dialog['kind'] | null = null;
	const turns = openTurns({onFree: show, onCalm: () => sayCalm(null)});
	const countAttempt = attemptCounter(store);
	const say = (tone: Tone, text: string): void =>
		store.send({type: 'message-shown', tone, text, at: services.now()});
	const open = (dialog: Dialog): void => store.send({type: 'dialog-opened', dialog});

	/** The question on screen, which is always the first, with its dialog. */
	function onScreen(): {entry: Waiting; dialog: PromptDialog} | null {
		const {dialog} = store.state();
		const entry = queue[0];
		return entry !== undefined && isOfPrompt(dialog) && dialog.id === entry.id ? {entry, dialog} : null;
	}

	/** Says that no key is taken as yet, for the host that asks, or (null) no longer. */
	function sayCalm(alias: string | null): void {
		if (alias !== null) {
			const text = `${alias} asks now${calmWords}`;
			store.send({type: 'hint-shown', text, at: services.now()});
		} else if (store.state().message?.text.endsWith(calmWords)) {
			store.send({type: 'message-cleared'});
		}
	}

	function show(): void {
		const entry = queue[0];
		if (entry === undefined || !turns.isOn(entry.login)) {
			return;
		}
		if (terminal.isLent()) {
			entry.hasWaitedForTerminal = true;
			clearTimeout(timer);
			timer = setTimeout(show, lentInterval);
			return;
		}
		const state = store.state();
		const {dialog} = state;
		const waiting = queue.length - 1;
		const shown = onScreen();
		if (shown !== null && shown.dialog.waiting !== waiting) {
			open({...shown.dialog, waiting});
		} else if (isOfPrompt(dialog)) {
			// It has been settled, and is about to go.
		} else if (isFilterOpen(state) || (dialog !== null && !isOnlyShown(dialog))) {
			const how = dialog === null ? 'leave the filter (Tab)' : 'close what is open';
			say('warning', `${entry.prompt.child.alias} asks something: ${how} to answer.`);
		} else if (!state.beneath.some(isOfPrompt)) {
			begun = entry;
			store.send({type: 'dialog-stacked', dialog: dialogOf(entry, waiting)});
			const {alias} = entry.prompt.child;
			if (turns.begin(alias)) {
				sayCalm(alias);
			}
			if (entry.hasWaitedForTerminal) {
				entry.hasWaitedForTerminal = false;
				say('info', `${entry.prompt.child.alias} asked while the terminal was in use.`);
			}
		}
	}

	function settle(entry: Waiting, answer: string | null): void {
		if (!queue.includes(entry)) {
			return;
		}
		queue = queue.filter(other => other !== entry);
		entry.secret = emptyField;
		entry.settle(answer);
		if (begun === entry) {
			begun = null;
			turns.end(entry.login);
		}
		store.send({type: 'prompt-over', id: entry.id});
		show();
	}

	async function lookUp(entry: Waiting, signal: AbortSignal): Promise<void> {
		if (entry.prompt.kind !== 'host-key') {
			return;
		}
		entry.facts = await hostKeyFacts(services, entry.prompt.child, entry.prompt.question, signal);
		const shown = onScreen();
		if (shown?.entry === entry && shown.dialog.kind === 'question') {
			open({...shown.dialog, facts: entry.facts});
		}
	}

	const stopFollowing = store.subscribe((state, before) => {
		if (state.dialog !== before.dialog || isFilterOpen(state) !== isFilterOpen(before)) {
			show();
		}
	});

	const ask: Ask = (prompt, {signal, childId, login}) => {
		if (signal.aborted) {
			return Promise.resolve(null);
		}
		return new Promise(resolve => {
			const entry: Waiting = {
				id: ++lastId,
				prompt,
				login,
				attempt: countAttempt(prompt, childId),
				settle: resolve,
				secret: emptyField,
				facts: null,
				isEmptyMeant: false,
				hasWaitedForTerminal: false,
			};
			const onAbort = (): void => {
				if (entry.hasWaitedForTerminal && queue.includes(entry)) {
					say('warning', `${prompt.child.alias} asked while the terminal was in use, and gave up.`);
				}
				settle(entry, null);
			};
			signal.addEventListener('abort', onAbort, {once: true});
			queue = turns.isNext(login) ? [entry, ...queue] : [...queue, entry];
			show();
			lookUp(entry, signal).catch((error: unknown) => signal.aborted || report(error));
		});
	};

	return {
		ask,
		answering: () => answering(ask, store.state, `connection ${++lastConnection}`),
		edit(edit) {
			const shown = onScreen();
			if (shown?.dialog.kind !== 'secret') {
				return;
			}
			const secret = editedSecret(shown.entry.secret, edit);
			const problem = whyNoAnswer(secret.text);
			if (problem !== null) {
				say('warning', problem);
				return;
			}
			shown.entry.secret = secret;
			open({...shown.dialog, length: graphemes(secret.text).length, cursor: secret.cursor});
		},
		answerSecret() {
			const shown = onScreen();
			if (shown?.dialog.kind !== 'secret') {
				return;
			}
			const {entry} = shown;
			if (entry.secret.text === '' && !entry.isEmptyMeant) {
				// A key that was meant for what the dialog covered must not send anything.
				entry.isEmptyMeant = true;
				say('warning', 'Nothing is typed yet. Enter once more sends an empty answer, Esc cancels.');
				return;
			}
			// Where something else than a login asks, a dialog has the keys until it is over.
			if ((entry.prompt.child.purpose ?? null) === null) {
				turns.answered();
			}
			settle(entry, entry.secret.text);
			const {dialog} = store.state();
			uncovered = dialog === null || isOfPrompt(dialog) ? null : dialog.kind;
		},
		answer(answer) {
			const shown = onScreen();
			if (shown !== null) {
				settle(shown.entry, answer);
			}
		},
		isTooSoon(chord) {
			if (chord === 'Esc' || chord === 'Ctrl+C') {
				return false;
			}
			const isAsking = onScreen() !== null;
			const {dialog} = store.state();
			if (turns.isTypedOn(dialog !== null && dialog.kind !== uncovered)) {
				const text = `What is typed so soon behind an answer is no key here${calmWords}`;
				store.send({type: 'hint-shown', text, at: services.now()});
				return true;
			}
			if (!isAsking) {
				turns.rest();
			}
			return isAsking && turns.isTooSoon();
		},
		stop() {
			stopFollowing();
			turns.stop();
			clearTimeout(timer);
			for (const entry of queue) {
				entry.secret = emptyField;
				entry.settle(null);
			}
			queue = [];
		},
	};
}
