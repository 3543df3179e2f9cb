import type {ConfiguredForward} from '../hosts/host.ts';
import {explicitForward} from './explicit-forward.ts';
import {parseForwardOption} from './parse-forward.ts';
import {printForward} from './print-forward.ts';
import {withWholePaths} from './whole-paths.ts';

/** What stands after -L, -R or -D for a forward of the config, with its bind address; a problem where ssh would refuse it. */
export function configuredSpecification(
	{kind, listen, target}: ConfiguredForward,
	home: string,
): {readonly specification: string} | {readonly problem: string} {
	const forward = parseForwardOption(kind, listen, target);
	const whole = 'problem' in forward ? forward : withWholePaths(forward, home);
	return 'problem' in whole ? whole : {specification: printForward(explicitForward(whole))};
}
