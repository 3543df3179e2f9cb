import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {readRegular} from '../keys/read-regular.ts';

const hardwareType = /^sk-(ssh-ed25519|ecdsa-sha2)/;
const defaultName = /^id_(ed25519|ecdsa)_sk$/;

/**
 * Whether ssh may sign with a hardware key from a file: one of the `.pub` files in a directory, or the one beside a
 * path of `named`, is of a type `sk-…`. ssh asks for the touch only on a stderr that is a terminal. Keys in an agent do
 * not count: the agent asks by itself. Never throws.
 */
export async function mayUseHardwareKey(directory: string, named: readonly string[] = []): Promise<boolean> {
	const names = await readdir(directory).catch((): string[] => []);
	if (names.some(name => defaultName.test(name))) {
		return true;
	}
	const inside = names.filter(name => name.endsWith('.pub')).map(name => join(directory, name));
	const files = [...inside, ...named.map(path => `${path}.pub`)];
	const beginnings = await Promise.all(files.map(path => readRegular(path, 64)));
	return beginnings.some(file => 'bytes' in file && hardwareType.test(file.bytes.toString('latin1')));
}
