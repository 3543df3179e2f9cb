import {writeFileSync} from 'node:fs';
import {wire} from '../../core/keys/wire.ts';

const curvePoint = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 5)]);
const kinds = {
	ed25519: {name: 'sk-ssh-ed25519@openssh.com', fields: [new Uint8Array(32).fill(3), 'ssh:']},
	ecdsa: {name: 'sk-ecdsa-sha2-nistp256@openssh.com', fields: ['nistp256', curvePoint, 'ssh:']},
};

/** Writes a key of a security key and its `.pub` as OpenSSH does (PROTOCOL.key, PROTOCOL.u2f), which takes a token to make. */
export function writeHardwareKey(path: string, kind: keyof typeof kinds, comment: string): void {
	const {name, fields} = kinds[kind];
	const inside = [wire(0xabcd, 0xabcd, name, ...fields), Uint8Array.of(1), wire('the handle', '', comment)];
	const length = inside.reduce((sum, part) => sum + part.length, 0);
	const padding = Uint8Array.from({length: (8 - (length % 8)) % 8}, (_, index) => index + 1);
	const bytes = Buffer.concat([
		Buffer.from('openssh-key-v1\0'),
		wire('none', 'none', '', 1, wire(name, ...fields), Buffer.concat([...inside, padding])),
	]);
	const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
	const begin = '-----BEGIN OPENSSH PRIVATE KEY-----';
	writeFileSync(path, `${begin}\n${lines.join('\n')}\n${begin.replace('BEGIN', 'END')}\n`, {mode: 0o600});
	writeFileSync(
		`${path}.pub`,
		`${name} ${Buffer.from(wire(name, ...fields)).toString('base64')} ${comment}\n`,
	);
}
