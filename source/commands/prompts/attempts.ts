import type {Prompt} from '../../core/prompts/prompt.ts';
import type {Attempt} from '../../state/prompt-dialogs.ts';
import type {Store} from '../../state/store.ts';

/** So many children are remembered; older ones have long ended. */
const mostRemembered = 200;

/** How often ssh asks for the same secret at most, where the options of that host are on screen. */
function mostAttempts(store: Store, {child}: Prompt): number | null {
	const {details} = store.state();
	if (details.status !== 'ready' || details.alias !== child.alias || child.hops.length > 0) {
		return null;
	}
	const value = details.details.effective.options['numberofpasswordprompts']?.[0]?.value;
	return value === undefined ? null : Number(value);
}

/** Counts how often a child asks the same; null for questions where that says nothing. */
export function attemptCounter(store: Store): (prompt: Prompt, childId: string) => Attempt | null {
	const counts = new Map<string, number>();
	return (prompt, childId) => {
		const subject = subjectOf(prompt);
		if (subject === null) {
			return null;
		}
		const key = [childId, prompt.kind, ...subject].join('\0');
		const number = (counts.get(key) ?? 0) + 1;
		counts.delete(key);
		counts.set(key, number);
		for (const old of [...counts.keys()].slice(0, -mostRemembered)) {
			counts.delete(old);
		}
		return {number, of: prompt.kind === 'keyboard-interactive' ? null : mostAttempts(store, prompt)};
	};
}

/** What makes two questions of a child the same. */
function subjectOf(prompt: Prompt): readonly (string | null)[] | null {
	switch (prompt.kind) {
		case 'passphrase':
			return [prompt.step, prompt.keyPath];
		case 'password':
			return [prompt.step, ...Object.values(prompt.account)];
		case 'keyboard-interactive':
			return [...Object.values(prompt.account), ...prompt.serverText];
		default:
			return null;
	}
}
