import {octal} from '../../../core/doctor/mode-fault.ts';
import type {Stage} from '../../../core/doctor/stage.ts';
import {printable} from '../../../core/text/printable.ts';
import {findModeFaults, type ModePlaces} from '../mode-faults.ts';

/** The modes of the user's ssh files as OpenSSH enforces them. */
export async function checkModes(places: ModePlaces): Promise<Stage> {
	const faults = await findModeFaults(places);
	const stage = {stage: 'modes', ms: null};
	if (faults.length === 0) {
		return {...stage, status: 'ok', cause: null, advice: null, raw: []};
	}
	const isRefused = faults.some(fault => fault.isRefused);
	const many = faults.length === 1 ? printable(faults[0]!.path) : `${faults.length} files`;
	return {
		...stage,
		status: isRefused ? 'failed' : 'warning',
		cause: `Others can get at ${many}: ${isRefused ? 'ssh does not use that' : 'a login to this machine with a key may be refused for it'}.`,
		advice: `chmod ${faults.length === 1 ? octal(faults[0]!.wanted) : 'them as shown'}.`,
		raw: faults.map(
			({path, mode, wanted}) => `${printable(path)}: ${octal(mode)}, should be ${octal(wanted)}`,
		),
	};
}
