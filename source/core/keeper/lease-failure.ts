import {Failure} from '../errors.ts';
import {printable} from '../text/printable.ts';
import {explainLogin} from './explain-login.ts';
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
		const {ending, stderr} = ended;
		const explained = ending === 'failed' ? explainLogin(alias, ended.reason, stderr) : null;
		const reason = explained?.cause ?? printable(ended.reason);
		super(`${printable(alias)}: ${reason}`, {...(explained && {nextStep: explained.advice})});
		this.alias = alias;
		this.reason = reason;
		this.stderr = stderr;
		this.needsYou = ending === 'needs you';
	}
}
