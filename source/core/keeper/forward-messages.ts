import {parseExplicit} from '../forwards/explicit-forward.ts';
import {forwardStates} from '../forwards/forward-status.ts';
import {whyRefused} from '../hosts/refused-name.ts';
import {
	type Check,
	isBoolean,
	isCount,
	isListOf,
	isNullOr,
	isObjectOf,
	isOneOf,
	isText,
	type MessageOf,
} from './shape.ts';

export const isAlias = (value: unknown): value is string => isText(1024)(value) && whyRefused(value) === null;
export const isPath = (value: unknown): value is string => isText(4096)(value) && value.startsWith('/');
/** `none` is ssh's own word for no file at all. */
export const isConfigFile = (value: unknown): value is string => value === 'none' || isPath(value);

const isForwardId = (value: unknown): value is string =>
	typeof value === 'string' && /^[a-z0-9]{2,12}$/.test(value);
const isReason = isNullOr(isText(2000));
const isKind = isOneOf('local', 'remote', 'dynamic');
const isState = isOneOf(...forwardStates);

const plan = {
	alias: isAlias,
	configFile: isNullOr(isConfigFile),
	kind: isKind,
	/** With its bind address: see explicitForward. */
	specification: isText(3000),
	label: isNullOr(isText(200)),
	isSaved: isBoolean,
	isAutomatic: isBoolean,
};

const status = {
	...plan,
	id: isForwardId,
	state: isState,
	reason: isReason,
	since: isCount,
	attempt: isCount,
	nextAt: isNullOr(isCount),
	port: isNullOr(isCount),
	pid: isNullOr(isCount),
};

/** A state that a forward was in, and why. */
export type ForwardMoment = {
	readonly at: number;
	readonly state: (typeof forwardStates)[number];
	readonly reason: string | null;
};

const moment = isObjectOf({at: isCount, state: isState, reason: isReason});

/** Whether an object that may come from anywhere describes a forward that can be handed to ssh. */
function describes<T extends {readonly kind: 'local' | 'remote' | 'dynamic'; readonly specification: string}>(
	check: Check<T>,
): Check<T> {
	return (value): value is T => check(value) && parseExplicit(value.kind, value.specification) !== null;
}

const isForwardPlan = describes(isObjectOf(plan));

/** A forward as it is written down, with what it went through. */
export const isForwardRecord = describes(isObjectOf({...status, history: isListOf(moment, 500)}));

/** What clients ask of the keeper's forwards. */
export const forwardRequests = {
	/** Tells of the forwards, now and at each change. `answers`: whose questions may be asked here. */
	'forwards-watch': {id: isCount, answers: isOneOf('all', 'own', 'none')},
	/** `forward`: the one to be changed, or put back; null for a new one, or the one that is the same. */
	'forward-set': {id: isCount, forward: isNullOr(isForwardId), plan: isForwardPlan, isStarted: isBoolean},
	'forward-act': {
		id: isCount,
		forward: isForwardId,
		action: isOneOf('start', 'stop', 'restart', 'remove', 'verify'),
	},
	/** Starts those that start with the dashboard. */
	'forwards-begin': {id: isCount},
	'forward-log': {id: isCount, forward: isForwardId},
};

/** What the keeper says of them. */
export const forwardAnswers = {
	forwards: {id: isCount, forwards: isListOf(describes(isObjectOf(status)), 10_000)},
	/** It is done: what is to be said about it, a line each. */
	'forward-done': {id: isCount, forward: isForwardId, lines: isListOf(isText(4000), 20)},
	'forward-logged': {id: isCount, history: isListOf(moment, 500), lines: isListOf(isText(4000), 500)},
};

export type ForwardRequest = MessageOf<typeof forwardRequests>;

/** Whether a message is for the forwards. */
export function isForwardRequest(message: {readonly type: string}): message is ForwardRequest {
	return Object.hasOwn(forwardRequests, message.type);
}

export type ForwardAction = Extract<ForwardRequest, {type: 'forward-act'}>['action'];
