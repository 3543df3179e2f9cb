import type {AgentState} from '../core/keys/agent.ts';
import {agentAdvice} from '../core/keys/agent-advice.ts';
import {agentWords} from '../core/keys/agent-words.ts';
import {printable} from '../core/text/printable.ts';
import {agentSurroundings} from '../services/agent/agent-surroundings.ts';
import {readAgent} from '../services/agent/read-agent.ts';
import type {Ssh} from '../services/ssh/program.ts';
import {aligned} from './aligned.ts';
import {jsonText} from './print-json.ts';

/**
 * `sallyport agent [--json]`: the agent of SSH_AUTH_SOCK and what it holds; where it is of no use, what to do. Gives 0
 * where an agent answers, else 1.
 */
export async function agentCommand(
	ssh: Ssh,
	{json, signal}: {readonly json: boolean; readonly signal: AbortSignal},
	out: (text: string) => void,
): Promise<number> {
	const agent = await readAgent(ssh.env['SSH_AUTH_SOCK'], {signal});
	if (json) {
		out(jsonText(forMachines(agent)));
	} else {
		out(`${printable('socket' in agent ? `${agentWords(agent)}: ${agent.socket}` : agentWords(agent))}\n`);
		const identities = agent.state === 'keys' ? agent.identities : [];
		out(aligned(identities.map(key => [`${key.type} ${key.bits}`, key.fingerprint, printable(key.comment)])));
		for (const {text, isCommand} of agentAdvice(agent, await agentSurroundings(ssh.env))) {
			out(`${isCommand ? '    ' : ''}${printable(text)}\n`);
		}
	}
	return agent.state === 'keys' || agent.state === 'empty' ? 0 : 1;
}

function forMachines(agent: AgentState): object {
	const identities = agent.state === 'keys' ? agent.identities : [];
	return {
		state: agent.state,
		socket: 'socket' in agent ? agent.socket : null,
		identities: identities.map(({type, bits, fingerprint, comment}) => ({type, bits, fingerprint, comment})),
	};
}
