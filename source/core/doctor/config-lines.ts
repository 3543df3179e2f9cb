import {mostKeysOffered} from './too-many-keys.ts';

/** What `ssh -G` and our own look-up know of the keys that are offered to a host. */
export type OfferedKeys = {
	/** How many the agent holds. */
	readonly inAgent: number;
	/** IdentityFile values as written, of keys that are there; `isDefault` where the config names none. */
	readonly files: ReadonlyArray<{readonly written: string; readonly isDefault: boolean}>;
	readonly identitiesOnly: boolean;
};

/** The lines that have ssh offer one key alone, where it offers so many that a host may hang up; null where it does not. */
export function linesForOneKey({inAgent, files, identitiesOnly}: OfferedKeys): readonly string[] | null {
	if (identitiesOnly || inAgent + files.length < mostKeysOffered) {
		return null;
	}
	const named = files.filter(({isDefault}) => !isDefault);
	const [first] = named.length > 0 ? named : files;
	return [
		...(named.length > 0 ? [] : [`IdentityFile ${first?.written ?? '~/.ssh/the-right-key.pub'}`]),
		'IdentitiesOnly yes',
	];
}
