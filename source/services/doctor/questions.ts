import {Failure} from '../../core/errors.ts';
import {quietEnvironment} from '../../core/keeper/environment.ts';
import type {Connections} from '../keeper/connections.ts';
import type {Ssh} from '../ssh/program.ts';
import type {Asking} from './examine-host.ts';

const mostSaid = 100;

/** Opens the questions of one examination of a host; `release` is to be called at its end. */
export type OpenQuestions = (alias: string) => Promise<{asking: Asking; release(): void}>;

/**
 * Has the keeper take the questions to the user. Without a keeper nobody is asked: the examination goes as far as it can,
 * and says `otherwise`, how the user can be asked, as a sentence.
 */
export function openQuestions(
	ssh: Ssh,
	connections: Pick<Connections, 'asking'>,
	otherwise: string,
): OpenQuestions {
	return async alias => {
		const cancelling = new AbortController();
		const cancel = (): void => cancelling.abort();
		let asked = 0;
		let said: string[] = [];
		try {
			const {env, child, release} = await connections.asking({
				alias,
				onCancel: cancel,
				onLost: cancel,
				pause() {
					asked += 1;
					return () => {
						asked -= 1;
					};
				},
				news() {
					const fresh = said.join('\n');
					said = [];
					return fresh;
				},
			});
			const asking = {
				kind: 'askpass',
				env: {...quietEnvironment(ssh.env), ...env},
				isAsking: () => asked > 0,
				heard(line: string) {
					// Told in detail, ssh would drown what a server says.
					if (!/^debug\d: /.test(line)) {
						said = [...said, line].slice(-mostSaid);
					}
				},
				started: child,
				cancelled: cancelling.signal,
			} as const;
			return {asking, release};
		} catch (error) {
			if (error instanceof Failure) {
				return {asking: {kind: 'nobody', how: otherwise}, release() {}};
			}
			throw error;
		}
	};
}
