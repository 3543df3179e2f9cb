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

/** Counts how often a child asks for the same passphrase or password; null for questions where that says nothing. */
export function attemptCounter(store: Store): (prompt: Prompt, childId: string) => Attempt | null {
	const counts = new Map<string, number>();
	return (prompt, childId) => {
		if (prompt.kind !== 'passphrase' && prompt.kind !== 'password') {
			return null;
		}
		const subject = prompt.kind === 'passphrase' ? prompt.keyPath : Object.values(prompt.account).join('@');
		const key = [childId, prompt.kind, prompt.step, subject].join('\0');
		const number = (counts.get(key) ?? 0) + 1;
		counts.delete(key);
		counts.set(key, number);
		for (const old of [...counts.keys()].slice(0, -mostRemembered)) {
			counts.delete(old);
		}
		return {number, of: mostAttempts(store, prompt)};
	};
}
