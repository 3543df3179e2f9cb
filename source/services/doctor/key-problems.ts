import type {Finding} from '../../core/doctor/stage.ts';
import type {OfferedIdentity} from '../../core/hosts/host-details.ts';
import {printable} from '../../core/text/printable.ts';
import {readKeyFile} from '../keys/read-key-file.ts';

const mostKeys = 20;

/** What keeps the keys that ssh offers to a host from being of use, and a server would not tell: above all their certificates. */
export async function findKeyProblems(identities: readonly OfferedIdentity[]): Promise<Finding[]> {
	const there = identities.filter(identity => identity.exists).slice(0, mostKeys);
	const keys = await Promise.all(there.map(({path}) => readKeyFile(path)));
	return keys.flatMap(({path, problems}) =>
		problems
			.filter(({problem}) => problem.includes('certificate'))
			.map(({problem}) => ({
				cause: `The key ${printable(path)}: ${problem}`,
				advice: 'Have the certificate renewed.',
			})),
	);
}
