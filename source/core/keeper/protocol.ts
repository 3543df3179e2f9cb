import {isAnswer} from './answer.ts';
import {isEnvironment} from './environment.ts';
import {forwardAnswers, forwardRequests, isAlias, isConfigFile, isPath} from './forward-messages.ts';
import {
	isBoolean,
	isCount,
	isListOf,
	isNullOr,
	isObjectOf,
	isOneOf,
	isOptional,
	isText,
	type MessageOf,
	parseMessage,
} from './shape.ts';

/** Raised when the messages change so that an older side would misunderstand them. */
export const protocolVersion = 1;

const isProgram = isText(50);
const isToken = (value: unknown): value is string =>
	typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);
const isQuestion = isText(16 * 1024);
const isQuestionKind = isText(100);
const isStderr = isText(128 * 1024);

/** How a lease came to its end, or why it never was. */
const isEnding = isOneOf('ended', 'failed', 'needs you', 'cancelled');
const isMode = isOneOf('hub', 'users-master', 'direct');

const clientShapes = {
	hello: {protocol: isCount, program: isProgram, environment: isEnvironment},
	/** `resume` names the socket of the hub that a former lease was on: that one or none. */
	lease: {
		id: isCount,
		alias: isAlias,
		configFile: isNullOr(isConfigFile),
		isInteractive: isBoolean,
		resume: isNullOr(isPath),
	},
	/** The server allows no session on a shared connection. */
	unshare: {id: isCount},
	/** Lets a child of the client's own ask its questions. `alias` is only shown. */
	grant: {id: isCount, alias: isText(1024)},
	/** The process group of that child, to be ended when the client dies. */
	child: {id: isCount, pid: isCount},
	/** Ends a lease or a grant. */
	release: {id: isCount},
	answer: {prompt: isCount, text: isAnswer},
	cancel: {prompt: isCount},
	status: {id: isCount},
	/** A newer keeper is to take over. */
	replace: {id: isCount},
	quit: {id: isCount},
	...forwardRequests,
	/** From the askpass helper; `parent` is the process that asks. */
	ask: {token: isToken, text: isQuestion, kind: isNullOr(isQuestionKind), parent: isCount},
};

const isHubStatus = isObjectOf({
	alias: isAlias,
	configFile: isNullOr(isConfigFile),
	state: isOneOf('starting', 'up', 'failed', 'needs you'),
	mode: isNullOr(isMode),
	socket: isNullOr(isPath),
	pid: isNullOr(isCount),
	leases: isCount,
	reason: isNullOr(isText(2000)),
});

const keeperShapes = {
	welcome: {protocol: isCount, program: isProgram, pid: isCount},
	leased: {id: isCount, mode: isMode, socket: isNullOr(isPath)},
	ended: {id: isCount, ending: isEnding, reason: isText(2000), stderr: isStderr},
	/** Another client is asked this for the login that a lease waits for (see whatIsAsked); null: no longer. */
	'asked-elsewhere': {id: isCount, what: isNullOr(isText(2000))},
	granted: {id: isCount, token: isToken, askpass: isPath},
	/**
	 * `owner` is the id of the lease, grant or watch whose child asks, `login` tells one child of it from the
	 * next, `alias` what that is for, `hop` the jump host that it comes from, `said` what its ssh wrote before.
	 */
	prompt: {
		prompt: isCount,
		owner: isCount,
		login: isCount,
		alias: isText(1024),
		text: isQuestion,
		kind: isNullOr(isQuestionKind),
		hop: isNullOr(isText(1024)),
		said: isOptional(isText(16 * 1024)),
	},
	'prompt-over': {prompt: isCount},
	/** That child asks no more. */
	'login-over': {login: isCount},
	'status-given': {id: isCount, hubs: isListOf(isHubStatus, 10_000), prompts: isCount},
	done: {id: isCount},
	...forwardAnswers,
	/** Another keeper takes over: connect anew. */
	moved: {},
	error: {id: isNullOr(isCount), message: isText(2000)},
};

export type ClientMessage = MessageOf<typeof clientShapes>;
export type KeeperMessage = MessageOf<typeof keeperShapes>;
export type HubStatus = Extract<KeeperMessage, {type: 'status-given'}>['hubs'][number];
export type Ending = Extract<KeeperMessage, {type: 'ended'}>['ending'];
export type Mode = Extract<KeeperMessage, {type: 'leased'}>['mode'];

/** Reads what a client or an askpass helper sends to the keeper; null for anything else. */
export function parseClientMessage(line: string): ClientMessage | null {
	return parseMessage(clientShapes, line);
}

/** Reads what the keeper sends to a client; null for anything else. */
export function parseKeeperMessage(line: string): KeeperMessage | null {
	return parseMessage(keeperShapes, line);
}
