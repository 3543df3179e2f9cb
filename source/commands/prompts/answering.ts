import {jumpChain, jumpName} from '../../core/hosts/route.ts';
import {classifyPrompt} from '../../core/prompts/classify-prompt.ts';
import {saidBefore} from '../../core/prompts/said-before.ts';
import type {OnPrompt} from '../../services/keeper/prompt-queue.ts';
import type {AppState} from '../../state/app-state.ts';
import type {Ask} from './waiting.ts';

/** The jump hosts before a host, as far as is known now: by ssh's word where it is on screen, else by a static reading. */
export function hopsTo({hosts, details}: AppState, alias: string): readonly string[] {
	const all = hosts.reading?.hosts ?? [];
	const isKnown = details.status === 'ready' && details.alias === alias;
	const jumps = isKnown
		? (details.details.effective.options['proxyjump']?.[0]?.value ?? null)
		: (all.find(host => host.alias === alias)?.proxyJump ?? null);
	return jumpChain(all, jumps);
}

/**
 * What the keeper's client is given to have the questions of children answered by the user: one for each connection, so
 * that repeated questions are counted.
 */
export function answering(ask: Ask, state: () => AppState, childId: string): OnPrompt {
	return ({alias, purpose, login, hop, text, kind, said}, over, ending) => {
		const hops = purpose === null ? hopsTo(state(), alias) : [];
		const isListed = hop === null || hops.some(entry => jumpName(entry) === hop);
		const child = {alias, purpose, hops: isListed ? hops : [...hops, hop], hop, said: saidBefore(said)};
		return ask(classifyPrompt(text, kind ?? undefined, child), {
			signal: over,
			childId: `${childId} ${login} ${hop ?? ''}`,
			login: ending,
		});
	};
}
