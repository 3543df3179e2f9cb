import {execFile} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {promisify} from 'node:util';
import ssh2 from 'ssh2';

/** A key pair in OpenSSH's own formats, as text. */
export type KeyPair = {readonly private: string; readonly public: string};

const run = promisify(execFile);

/** Makes a key pair off the main thread. */
export async function makeKey(type: 'ed25519' | 'ecdsa', comment: string): Promise<KeyPair> {
	for (;;) {
		const pair = await generate(type, comment);
		// ssh2 drops a first byte of an Ed25519 public key that is zero: one key in 256 is no key.
		if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) {
			return pair;
		}
	}
}

function generate(type: 'ed25519' | 'ecdsa', comment: string): Promise<KeyPair> {
	return new Promise((resolve, reject) => {
		const done = (error: Error | null, pair: KeyPair): void => (error ? reject(error) : resolve(pair));
		if (type === 'ed25519') {
			ssh2.utils.generateKeyPair('ed25519', {comment}, done);
		} else {
			ssh2.utils.generateKeyPair('ecdsa', {bits: 256, comment}, done);
		}
	});
}

/** Makes a key pair and writes it as ssh-keygen does: NAME with mode 0600 and NAME.pub. Returns the public line. */
export async function writeKey(file: string, type: 'ed25519' | 'ecdsa', comment: string): Promise<string> {
	const pair = await makeKey(type, comment);
	await Promise.all([
		writeFile(file, pair.private, {mode: 0o600}),
		writeFile(`${file}.pub`, `${pair.public}\n`, {mode: 0o644}),
	]);
	return pair.public;
}

/** Writes a key under a passphrase. By ssh-keygen: ssh2 would hold up the event loop while it stretches the passphrase. */
export async function writeEncryptedKey(file: string, comment: string, passphrase: string): Promise<string> {
	// In the arguments, where other processes may read it: it protects nothing and the banner shows it.
	const args = ['-q', '-t', 'ed25519', '-C', comment, '-f', file, '-N', passphrase];
	await run('ssh-keygen', args, {timeout: 10_000});
	return (await readFile(`${file}.pub`, 'utf8')).trim();
}
