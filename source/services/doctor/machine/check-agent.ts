import {type Stage, skipped} from '../../../core/doctor/stage.ts';
import {tooManyKeys} from '../../../core/doctor/too-many-keys.ts';
import {printable} from '../../../core/text/printable.ts';
import {readAgent} from '../../agent/read-agent.ts';

/** The agent that SSH_AUTH_SOCK names. */
export async function checkAgent(socket: string | undefined, signal?: AbortSignal): Promise<Stage> {
	const agent = await readAgent(socket, {signal});
	const stage = {stage: 'agent', ms: null};
	const advice = 'Start an agent, or correct SSH_AUTH_SOCK.';
	switch (agent.state) {
		case 'none':
			return {
				...skipped('agent', 'No agent is named (SSH_AUTH_SOCK).'),
				advice: 'Start an agent, or set SSH_AUTH_SOCK to the socket of one.',
			};
		case 'stale': {
			const cause = `There is no agent behind ${printable(agent.socket)}: ${agent.reason}.`;
			return {...stage, status: 'warning', cause, advice, raw: []};
		}
		case 'silent': {
			const cause = `The agent at ${printable(agent.socket)} does not answer.`;
			return {...stage, status: 'warning', cause, advice, raw: []};
		}
		case 'empty':
			return {...stage, status: 'ok', cause: null, advice: null, raw: ['It holds no key, or it is locked.']};
		case 'keys': {
			const raw = agent.identities.map(key => printable(`${key.type} ${key.fingerprint} ${key.comment}`));
			const finding = tooManyKeys(agent.identities.length, 'The agent offers');
			return {
				...stage,
				status: finding === null ? 'ok' : 'warning',
				cause: finding?.cause ?? null,
				advice: finding?.advice ?? null,
				raw,
			};
		}
	}
}
