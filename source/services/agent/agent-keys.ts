import {createPublicKey, createVerify, type KeyObject, randomBytes, verify} from 'node:crypto';
import {Failure} from '../../core/errors.ts';
import type {AgentIdentity} from '../../core/keys/agent.ts';
import {
	isSuccess,
	parseSignature,
	removeAllRequest,
	removeRequest,
	rsaSha512,
	signRequest,
} from '../../core/keys/agent-messages.ts';
import {parsePublicKey} from '../../core/keys/public-key.ts';
import {WireReader} from '../../core/keys/wire-reader.ts';
import {askAgent} from './ask-agent.ts';

/** How long an agent may take that asks nobody, in milliseconds; and one whose user may have to confirm. */
const deadline = 2000;
const confirmDeadline = 60_000;

const refused = 'If it is locked, unlock it; some agents let nobody change their keys.';

/** Takes one identity out of the agent. Throws a Failure where the agent does not. */
export async function removeIdentity(
	socket: string,
	identity: AgentIdentity,
	signal: AbortSignal,
): Promise<void> {
	await command(socket, removeRequest(identity), 'The agent does not give up that key.', signal);
}

/** Takes all identities out of the agent. Throws a Failure where the agent does not. */
export async function removeAllIdentities(socket: string, signal: AbortSignal): Promise<void> {
	await command(socket, removeAllRequest, 'The agent does not give up its keys.', signal);
}

async function command(
	socket: string,
	request: Uint8Array,
	complaint: string,
	signal: AbortSignal,
): Promise<void> {
	if (!isSuccess(await answerOf(socket, request, signal, deadline))) {
		throw new Failure(complaint, {nextStep: refused});
	}
}

async function answerOf(
	socket: string,
	request: Uint8Array,
	signal: AbortSignal,
	time: number,
): Promise<Uint8Array> {
	const answer = await askAgent(socket, request, {signal, deadline: time});
	if (answer instanceof Uint8Array) {
		return answer;
	}
	throw new Failure(
		answer.state === 'silent'
			? `The agent did not answer within ${time / 1000} s.`
			: `There is no agent any more: ${answer.reason}.`,
	);
}

/**
 * Has the agent sign something with a key. `verified`: the signature is that of the key; `signed`: it gave one of a kind
 * that is not checked here (security keys). Throws a Failure when it refuses, or the signature is wrong.
 */
export async function testIdentity(
	socket: string,
	identity: AgentIdentity,
	signal: AbortSignal,
): Promise<'verified' | 'signed'> {
	const data = randomBytes(64);
	const answer = await answerOf(socket, signRequest(identity, data, rsaSha512), signal, confirmDeadline);
	const signature = parseSignature(answer);
	if (signature === null) {
		throw new Failure('The agent refuses to sign with that key.', {
			nextStep: 'It may be locked, its user may have said no, or the token of the key is not there.',
		});
	}
	const key = publicKeyOf(identity);
	if (key === null) {
		return 'signed';
	}
	if (!isRight(key, data, signature)) {
		throw new Failure('The agent signed, but not with that key.', {
			nextStep: 'Remove it from the agent and add it anew.',
		});
	}
	return 'verified';
}

function isRight(
	key: KeyObject,
	data: Uint8Array,
	{algorithm, bytes}: {algorithm: string; bytes: Uint8Array},
): boolean {
	if (algorithm === 'ssh-ed25519') {
		return verify(null, data, key, bytes);
	}
	if (algorithm === 'rsa-sha2-512') {
		return createVerify('sha512').update(data).verify(key, bytes);
	}
	const hash = {nistp256: 'sha256', nistp384: 'sha384', nistp521: 'sha512'}[
		algorithm.slice('ecdsa-sha2-'.length)
	];
	if (hash === undefined) {
		return false;
	}
	const reader = new WireReader(bytes);
	const [r, s] = [unsigned(reader.string()), unsigned(reader.string())];
	const size = Math.ceil(Number(algorithm.slice('ecdsa-sha2-nistp'.length)) / 8);
	const raw = Buffer.concat(
		[r, s].map(part => Buffer.concat([Buffer.alloc(Math.max(0, size - part.length)), part])),
	);
	return createVerify(hash).update(data).verify({key, dsaEncoding: 'ieee-p1363'}, raw);
}

function unsigned(mpint: Uint8Array): Buffer {
	const first = mpint.findIndex(byte => byte !== 0);
	return Buffer.from(first === -1 ? [] : mpint.subarray(first));
}

/** The key as the crypto library takes it; null for the kinds it does not know. */
function publicKeyOf({blob}: AgentIdentity): KeyObject | null {
	const plain = parsePublicKey(blob);
	const reader = new WireReader('problem' in plain ? blob : plain.blob);
	const algorithm = reader.text();
	const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
	if (algorithm === 'ssh-ed25519') {
		return jwk({kty: 'OKP', crv: 'Ed25519', x: text(reader.string())});
	}
	if (algorithm === 'ssh-rsa') {
		const e = unsigned(reader.string());
		return jwk({kty: 'RSA', e: text(e), n: text(unsigned(reader.string()))});
	}
	const curve = {nistp256: 'P-256', nistp384: 'P-384', nistp521: 'P-521'}[
		algorithm.slice('ecdsa-sha2-'.length)
	];
	if (curve === undefined || !algorithm.startsWith('ecdsa-sha2-')) {
		return null;
	}
	reader.string();
	const point = reader.string().subarray(1);
	const half = point.length / 2;
	return jwk({kty: 'EC', crv: curve, x: text(point.subarray(0, half)), y: text(point.subarray(half))});
}

function jwk(key: Record<string, string>): KeyObject | null {
	try {
		return createPublicKey({key, format: 'jwk'});
	} catch {
		return null;
	}
}
