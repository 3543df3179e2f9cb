import {Failure} from '../errors.ts';

/** ssh did not come to the login of a host: nothing is known of what is accepted there. */
export class NoLogin extends Failure {
	override name = 'NoLogin';
}
