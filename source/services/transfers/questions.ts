import {choicesFor} from '../../core/transfers/conflict.ts';
import {type Existing, type Item, pathOf} from '../../core/transfers/item.ts';
import {apply, sideOf} from '../../core/transfers/plan.ts';
import type {Decision, InPlaceDecision, Side} from '../../core/transfers/transfer.ts';
import {nameBytes} from './plan-items.ts';
import type {Run} from './run.ts';

const plain = ({type, size, mtime}: Side): Side => ({type, size, mtime});

/** Asks what is to become of an item whose target exists; it fails where nobody answers. */
export function askAboutTarget(run: Run, item: Item, existing: Existing): void {
	if (run.isUnattended) {
		fail(item, existing.type === 'directory' ? 'There is a directory of this name.' : 'It exists already.');
		return;
	}
	const [source, target] = [sideOf(item), plain(existing)];
	ask(run, item, {kind: 'exists', source, target, choices: choicesFor(source, target)});
}

/** Asks about an item whose name is, for the target, that of another one of the same transfer. */
export function askAboutName(run: Run, item: Item, other: Item): void {
	if (run.isUnattended) {
		fail(item, `Its name is the same as that of ${pathOf(other)} there.`);
		return;
	}
	ask(run, item, {
		kind: 'same-name',
		source: sideOf(item),
		target: sideOf(other),
		choices: ['rename', 'skip'],
	});
}

/** Asks whether a target that cannot be replaced is to be written into. */
export function askAboutProtected(run: Run, item: Item, why: string, existing: Existing): void {
	if (run.isUnattended) {
		fail(item, `${why} --in-place writes into it, and keeps a copy of what it held.`);
		return;
	}
	ask(run, item, {
		kind: 'protected',
		source: sideOf(item),
		target: plain(existing),
		why,
		choices: ['in-place', 'skip'],
	});
}

type Question =
	| {kind: 'exists' | 'same-name'; source: Side; target: Side; choices: readonly Decision[]}
	| {kind: 'protected'; source: Side; target: Side; why: string; choices: readonly InPlaceDecision[]};

function ask(run: Run, item: Item, question: Question): void {
	item.step = 'asked';
	const id = run.nextQuestion++;
	run.questions.set(id, {item, asked: {id, path: pathOf(item), ...question}});
}

function fail(item: Item, reason: string): void {
	item.step = 'failed';
	item.reason = reason;
}

/** Answers a question; `isForAll`: and all others of its kind, also those that come. */
export function decide(run: Run, id: number, decision: Decision | InPlaceDecision, isForAll: boolean): void {
	const question = run.questions.get(id);
	if (question === undefined) {
		return;
	}
	const isProtected = question.asked.kind === 'protected';
	if (isForAll) {
		run.policy = isProtected
			? {...run.policy, onProtected: decision as InPlaceDecision}
			: {...run.policy, onConflict: decision as Decision};
		run.journal.write({type: 'policy', ...run.policy});
	}
	for (const [key, one] of isForAll ? [...run.questions] : [[id, question] as const]) {
		if ((one.asked.kind === 'protected') === isProtected && answer(run, one.item, one.asked, decision)) {
			run.questions.delete(key);
		}
	}
	run.hasNews = true;
	run.wake();
}

function answer(
	run: Run,
	item: Item,
	asked: {readonly choices: readonly string[]; readonly kind: string; readonly target: Side},
	decision: Decision | InPlaceDecision,
): boolean {
	if (decision === 'in-place') {
		item.action = 'in-place';
		item.step = 'ready';
	} else if (asked.kind === 'same-name' && !asked.choices.includes(decision)) {
		return false;
	} else if (!apply(item, decision, asked.target, nameBytes)) {
		return false;
	}
	noteDecided(run, item);
	return true;
}

/** Has a later run know which name an item has, and what is done to what is there. */
export function noteDecided(run: Run, {key, name, step, action}: Item): void {
	const decided = {name, action: step === 'skipped' ? 'skip' : action} as const;
	run.decided.set(key, decided);
	run.journal.write({type: 'decided', from: key, ...decided});
}
