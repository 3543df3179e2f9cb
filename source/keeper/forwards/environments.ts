import {existsSync} from 'node:fs';
import {type Environment, quietEnvironment} from '../../core/keeper/environment.ts';

/** Which environment an ssh gets that nobody started just now. */
export type Environments = {
	/** A client attached, or asked for something. */
	seen(environment: Environment): void;
	/** The environment that was given, with an agent that is still there: that of whoever was seen last, if need be. */
	mended(given: Environment | undefined): Environment;
	/** The agent that was seen last and is there. */
	agent(): string | null;
};

const agentName = 'SSH_AUTH_SOCK';
const most = 20;

/** `agent`: the socket that an earlier keeper left word of. */
export function openEnvironments(agent: string | null): Environments {
	let seen: readonly Environment[] = [
		quietEnvironment({...process.env, [agentName]: agent ?? process.env[agentName]}),
		quietEnvironment(process.env),
	];
	const hasAgent = ({[agentName]: socket}: Environment): boolean =>
		socket !== undefined && existsSync(socket);
	const agentNow = (): string | null => seen.find(hasAgent)?.[agentName] ?? null;
	return {
		seen(environment) {
			seen = [environment, ...seen.filter(one => one !== environment)].slice(0, most);
		},
		mended(given = seen[0] ?? {}) {
			const found = hasAgent(given) ? null : agentNow();
			return found === null ? given : {...given, [agentName]: found};
		},
		agent: agentNow,
	};
}
