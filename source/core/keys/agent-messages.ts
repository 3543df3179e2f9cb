import type {AgentIdentity} from './agent.ts';
import {WireReader} from './wire-reader.ts';

/** What an agent is asked (draft-miller-ssh-agent, section 3), each with its length before it. */
export const removeAllRequest: Uint8Array = Uint8Array.of(0, 0, 0, 1, 19);

/** Takes one identity, a key or a certificate, out of the agent. */
export function removeRequest({blob}: Pick<AgentIdentity, 'blob'>): Uint8Array {
	return message(18, string(blob));
}

/** The flag that asks an RSA key for a signature with SHA-512; others know none. */
export const rsaSha512 = 4;

/** Asks for a signature of `data` by an identity. */
export function signRequest(
	{blob}: Pick<AgentIdentity, 'blob'>,
	data: Uint8Array,
	flags: number,
): Uint8Array {
	return message(13, string(blob), string(data), uint32(flags));
}

const success = 6;
const signResponse = 14;

/** Whether the agent did what it was asked; an agent that is locked, or whose user refuses, does not. */
export function isSuccess(answer: Uint8Array): boolean {
	return answer[0] === success;
}

/** A signature as RFC 4253, section 6.6, has it: its algorithm and its bytes; null where the agent gave none. */
export function parseSignature(answer: Uint8Array): {algorithm: string; bytes: Uint8Array} | null {
	const reader = new WireReader(answer);
	if (reader.byte() !== signResponse) {
		return null;
	}
	const signature = new WireReader(reader.string());
	const algorithm = signature.text();
	const bytes = signature.string();
	return reader.damaged || signature.damaged ? null : {algorithm, bytes};
}

function uint32(value: number): Uint8Array {
	const bytes = new Uint8Array(4);
	new DataView(bytes.buffer).setUint32(0, value);
	return bytes;
}

function string(bytes: Uint8Array): Uint8Array {
	return joined(uint32(bytes.length), bytes);
}

function message(type: number, ...fields: Uint8Array[]): Uint8Array {
	const body = joined(Uint8Array.of(type), ...fields);
	return joined(uint32(body.length), body);
}

function joined(...parts: Uint8Array[]): Uint8Array {
	const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}
