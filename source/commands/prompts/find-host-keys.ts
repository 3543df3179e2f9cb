import {isAbort} from '../../core/errors.ts';
import {jumpName, jumpPort} from '../../core/hosts/route.ts';
import type {HostKeys} from '../../core/known-hosts/host-keys.ts';
import type {HostToLookUp} from '../../core/known-hosts/known-host-state.ts';
import type {PromptChild} from '../../core/prompts/prompt.ts';
import type {HostKeyFacts} from '../../state/prompt-dialogs.ts';
import type {Services} from '../services.ts';

type HostKeyServices = Pick<Services, 'hostKeys'>;
/** A machine on the way: its alias, and the port where the route gives one. */
export type Machine = {readonly alias: string; readonly port: number | null};

/** The machine a connection leads to, then those it jumps over. */
export function machinesOf({alias, hops}: PromptChild): readonly Machine[] {
	return [{alias, port: null}, ...hops.map(hop => ({alias: jumpName(hop), port: jumpPort(hop)}))];
}

/**
 * Finds which of some machines ssh means by a name of known_hosts, by our own look-up of each; null when it is none of
 * them. Throws only when aborted.
 */
export async function findHostKeys(
	{hostKeys}: HostKeyServices,
	machines: readonly Machine[],
	name: string,
	signal: AbortSignal,
): Promise<{readonly alias: string; readonly keys: HostKeys} | null> {
	for (const {alias, port} of machines) {
		const keys = await hostKeys.of(alias, {port, signal}).catch((error: unknown) => {
			if (isAbort(error)) {
				throw error;
			}
			return null;
		});
		if (keys?.names[0] === name.toLowerCase()) {
			return {alias, keys};
		}
	}
	return null;
}

/** A host by its name in known_hosts: `web-1`, `[web-1]:2222`. */
function hostNamed(text: string): HostToLookUp {
	const [, name, port] = /^\[(.+)\]:(\d+)$/.exec(text) ?? [];
	return name === undefined ? {name: text, port: 22} : {name, port: Number(port)};
}

/** What is already known of the name and the address in a host-key question. Null when nothing could be looked up. */
export async function hostKeyFacts(
	services: HostKeyServices,
	child: PromptChild,
	question: {readonly host: string; readonly address: string | null},
	signal: AbortSignal,
): Promise<HostKeyFacts | null> {
	const found = await findHostKeys(services, machinesOf(child), question.host, signal);
	const keys =
		found?.keys ??
		(await services.hostKeys.of(child.hop ?? child.alias, {port: null, signal}).catch(() => null));
	if (keys === null) {
		return null;
	}
	const at = (text: string) => services.hostKeys.at(keys, hostNamed(text), signal);
	const isSame = question.address === null || question.address === question.host;
	return {
		alias: found?.alias ?? null,
		byName: found?.keys.state ?? (await at(question.host)),
		byAddress: isSame ? null : await at(question.address),
	};
}
