import {wire} from './wire.ts';

const name = 'sk-ssh-ed25519@openssh.com';
const publicBytes = new Uint8Array(32).fill(3);

/** A hardware key as OpenSSH writes it (PROTOCOL.key, PROTOCOL.u2f), which no machine without a token can make. */
export function hardwareKey(count = 1): Uint8Array {
	const inside = [
		wire(0xabcd, 0xabcd, name, publicBytes, 'ssh:'),
		Uint8Array.of(1),
		wire('the handle', '', 'a token'),
	];
	const length = inside.reduce((sum, part) => sum + part.length, 0);
	const padding = Uint8Array.from({length: (8 - (length % 8)) % 8}, (_, index) => index + 1);
	return Buffer.concat([
		Buffer.from('openssh-key-v1\0'),
		wire('none', 'none', '', count, wire(name, publicBytes, 'ssh:'), Buffer.concat([...inside, padding])),
	]);
}

/** A key as the text of a file. */
export function armoured(bytes: Uint8Array, label = 'OPENSSH PRIVATE KEY'): string {
	const lines = (
		Buffer.from(bytes)
			.toString('base64')
			.match(/.{1,70}/g) ?? []
	).join('\n');
	return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
