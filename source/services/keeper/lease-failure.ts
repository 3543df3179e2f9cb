import {explainFailure} from '../../core/diagnosis/explain-failure.ts';
import {Failure} from '../../core/errors.ts';
import type {Ending} from '../../core/keeper/protocol.ts';
import {printable} from '../../core/text/printable.ts';

/** Why there is no connection to a host. */
export class LeaseFailure extends Failure {
	override name = 'LeaseFailure';
	/** What ssh wrote, as written. */
	readonly stderr: string;
	/** ssh asked something and nobody could answer. */
	readonly needsYou: boolean;
	constructor(alias: string, ended: {ending: Ending; reason: string; stderr: string}) {
		const explained = ended.ending === 'failed' ? explainFailure(ended.stderr, {alias}) : null;
		super(`${printable(alias)}: ${explained?.cause ?? printable(ended.reason)}`, {
			...(explained && {nextStep: explained.advice}),
		});
		this.stderr = ended.stderr;
		this.needsYou = ended.ending === 'needs you';
	}
}
