import type {Certificate} from './certificate.ts';
import {type Problem, type PublicKey, parsePublicKey} from './public-key.ts';
import {sameBytes} from './same-bytes.ts';
import {WireReader} from './wire-reader.ts';

/** A key that the agent holds; a certificate counts as one of its own. Texts are as the agent sent them. */
export type AgentIdentity = {
	/** As `ssh-add -l` names it: `ED25519`, `RSA-CERT`, … */
	readonly type: string;
	readonly bits: number;
	/** `SHA256:…` of the plain key: a key and its certificate have the same one. */
	readonly fingerprint: string;
	readonly comment: string;
	readonly certificate: Certificate | null;
	/** The key or certificate as the agent listed it: what names it in a request. */
	readonly blob: Uint8Array;
};

/** What is known of an agent. */
export type AgentState =
	| {readonly state: 'keys'; readonly socket: string; readonly identities: readonly AgentIdentity[]}
	/** It holds no key, or it is locked: the protocol does not tell one from the other. */
	| {readonly state: 'empty'; readonly socket: string}
	/** No socket is named. */
	| {readonly state: 'none'}
	/**
	 * There is no agent behind the socket; `reason` is the end of a sentence. `isFree`: nothing is there, or a socket that
	 * nobody serves, so that nothing is lost where it is removed.
	 */
	| {readonly state: 'stale'; readonly socket: string; readonly reason: string; readonly isFree: boolean}
	/** It does not answer in time. */
	| {readonly state: 'silent'; readonly socket: string};

/** The message that asks for the list of keys, with its length before it (draft-miller-ssh-agent, section 3.5). */
export const listRequest: Uint8Array = Uint8Array.of(0, 0, 0, 1, 11);
/** The longest answer that OpenSSH's own tools accept, in bytes. */
export const answerLimit = 256 * 1024;

const failure = 5;
const identitiesAnswer = 12;

/** An identity as listed; `blob` is its key or certificate on the wire. */
type Listed = {readonly key: PublicKey; readonly comment: string; readonly blob: Uint8Array};

/**
 * Reads the answer to `listRequest`, without its length. An agent that refuses (some do so while locked) counts as one
 * without keys; a key that cannot be read is left out.
 */
export function parseAgentListing(message: Uint8Array): Listed[] | Problem {
	const reader = new WireReader(message);
	const type = reader.byte();
	if (type === failure) {
		return [];
	}
	const count = reader.uint32();
	if (type !== identitiesAnswer || reader.damaged) {
		return {problem: 'what answers there is no ssh agent'};
	}
	const entries: Listed[] = [];
	for (let index = 0; index < count && !reader.damaged; index += 1) {
		const blob = reader.string();
		const key = parsePublicKey(blob);
		const comment = reader.text();
		if (!('problem' in key) && !reader.damaged) {
			entries.push({key, comment, blob});
		}
	}
	return reader.damaged || (count > 0 && reader.left > 0)
		? {problem: 'its list of keys is damaged'}
		: entries;
}

/** Whether two looks at an agent gave the same. */
export function isSameAgent(one: AgentState | null, other: AgentState | null): boolean {
	if (one === null || other === null || one.state !== other.state) {
		return one === other;
	}
	if (one.state !== 'keys' || other.state !== 'keys') {
		return JSON.stringify(one) === JSON.stringify(other);
	}
	return (
		one.socket === other.socket &&
		one.identities.length === other.identities.length &&
		one.identities.every(({comment, blob}, index) => {
			const {comment: otherComment, blob: otherBlob} = other.identities[index] as AgentIdentity;
			return comment === otherComment && sameBytes(blob, otherBlob);
		})
	);
}
