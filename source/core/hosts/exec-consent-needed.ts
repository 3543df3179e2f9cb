import {Refusal} from '../errors.ts';
import {printable} from '../text/printable.ts';
import type {Origin} from './host.ts';

/** Thrown where `ssh -G` might run the command of a `Match exec` line and the user has not been asked. */
export class ExecConsentNeeded extends Refusal {
	override name = 'ExecConsentNeeded';
	readonly origin: Origin;
	constructor(alias: string, origin: Origin) {
		const place = `${printable(origin.file)}:${origin.line}`;
		super(
			`The options of ${printable(alias)} depend on a command that Match exec at ${place} runs.`,
			'They are shown when you ask for it to run.',
		);
		this.origin = origin;
	}
}
