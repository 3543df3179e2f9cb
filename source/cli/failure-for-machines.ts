import {type Failure, Refusal} from '../core/errors.ts';
import {isFileFailure} from '../core/files/file-failure.ts';
import {LeaseFailure} from '../core/keeper/lease-failure.ts';
import {NoLogin} from '../core/keys/no-login.ts';
import {printable} from '../core/text/printable.ts';

/** Why a command could not do what it was asked for, as `--json` prints it in place of its result. */
export function failureForMachines(error: Failure | Refusal): object {
	const advice = error.nextStep === undefined ? null : printable(error.nextStep);
	return {error: {code: codeOf(error), message: printable(error.message), advice}};
}

function codeOf(error: Failure | Refusal): string {
	if (error instanceof Refusal) {
		return 'usage';
	}
	if (error instanceof LeaseFailure) {
		return error.needsYou ? 'needs-you' : 'no-connection';
	}
	if (error instanceof NoLogin) {
		return 'no-connection';
	}
	return isFileFailure(error) ? error.code : 'failure';
}
