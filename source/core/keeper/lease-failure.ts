import {explainFailure} from '../diagnosis/explain-failure.ts';
import {Failure} from '../errors.ts';
import {printable} from '../text/printable.ts';
import type {Ending} from './protocol.ts';

/** Why there is no connection to a host. */
export class LeaseFailure extends Failure {
	override name = 'LeaseFailure';
	readonly alias: string;
	/** The cause alone, without the host: clean. */
	readonly reason: string;
	/** What ssh wrote, as written. */
	readonly stderr: string;
	/** ssh asked something and nobody could answer. */
	readonly needsYou: boolean;
	constructor(alias: string, ended: {ending: Ending; reason: string; stderr: string}) {
		const explained = ended.ending === 'failed' ? explainFailure(ended.stderr, {alias}) : null;
		const reason = explained?.cause ?? printable(ended.reason);
		super(`${printable(alias)}: ${reason}`, {...(explained && {nextStep: explained.advice})});
		this.alias = alias;
		this.reason = reason;
		this.stderr = ended.stderr;
		this.needsYou = ended.ending === 'needs you';
	}
}
