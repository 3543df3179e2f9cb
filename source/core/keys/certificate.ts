import {WireReader} from './wire-reader.ts';

/** What a certificate says about its key (PROTOCOL.certkeys). The signature is not checked: the server does that. */
export type Certificate = {
	readonly kind: 'user' | 'host' | 'unknown';
	readonly serial: string;
	readonly keyId: string;
	/** Empty: the certificate is for nobody in particular (sshd refuses such a one by default). */
	readonly principals: readonly string[];
	/** Seconds since the epoch; null: always valid before `validBefore`. */
	readonly validAfter: number | null;
	/** Seconds since the epoch; null: for ever. */
	readonly validBefore: number | null;
	/** What the certificate restricts, with its value where it has one: `force-command ls`. */
	readonly criticalOptions: readonly string[];
	/** What it allows: `permit-pty`. */
	readonly extensions: readonly string[];
	/** The authority's public key as on the wire. */
	readonly authority: Uint8Array;
};

const forever = 0xffff_ffff_ffff_ffffn;

/** Reads what follows the key's own fields; whether all of it was there says the reader. */
export function readCertificate(reader: WireReader): Certificate {
	const serial = reader.uint64().toString();
	const kind = reader.uint32();
	const keyId = reader.text();
	const principals = readNames(reader.string());
	const validAfter = reader.uint64();
	const validBefore = reader.uint64();
	const criticalOptions = readOptions(reader.string());
	const extensions = readOptions(reader.string());
	reader.string(); // reserved
	const authority = reader.string();
	reader.string(); // its signature
	return {
		kind: kind === 1 ? 'user' : kind === 2 ? 'host' : 'unknown',
		serial,
		keyId,
		principals,
		validAfter: validAfter === 0n ? null : Number(validAfter),
		validBefore: validBefore === forever ? null : Number(validBefore),
		criticalOptions,
		extensions,
		authority,
	};
}

/** Names, each with data that is empty or holds one string. */
function readOptions(list: Uint8Array): string[] {
	const reader = new WireReader(list);
	const options: string[] = [];
	while (reader.left > 0) {
		const name = reader.text();
		const data = new WireReader(reader.string());
		const value = data.left > 0 ? data.text() : '';
		options.push(value === '' ? name : `${name} ${value}`);
	}
	return options;
}

function readNames(list: Uint8Array): string[] {
	const reader = new WireReader(list);
	const names: string[] = [];
	while (reader.left > 0) {
		names.push(reader.text());
	}
	return names;
}
