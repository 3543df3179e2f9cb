import type {Endpoint, Forward} from './forward.ts';
import {parseForward} from './parse-forward.ts';
import {printForward} from './print-forward.ts';

const loopback = /^(127(\.\d+){1,3}|::1|localhost)$/i;

/**
 * The forward with its bind address named: 127.0.0.1 where none was. Without one ssh may listen on one family only, and
 * `localhost` may be half taken.
 */
export function explicitForward(forward: Forward): Forward {
	const {listen} = forward;
	if ('path' in listen || (listen.address !== null && listen.address.toLowerCase() !== 'localhost')) {
		return forward;
	}
	return {...forward, listen: {...listen, address: '127.0.0.1'}};
}

/** Whether other machines may reach where it listens. */
export function isWide({listen}: Forward): boolean {
	return 'port' in listen && listen.address !== null && !loopback.test(listen.address);
}

/** Reads a specification that names its bind address, as `printForward` prints that of an explicit forward; else null. */
export function parseExplicit(kind: Forward['kind'], specification: string): Forward | null {
	const forward = parseForward(kind, specification);
	if ('problem' in forward) {
		return null;
	}
	const explicit = explicitForward(forward);
	return printForward(explicit) === specification ? explicit : null;
}

/** Whether two listeners cannot be there at the same time on one machine. */
export function isSamePlace(one: Endpoint, other: Endpoint): boolean {
	if ('path' in one || 'path' in other) {
		return 'path' in one && 'path' in other && one.path === other.path;
	}
	const isAll = (address: string | null): boolean => ['', '*', '0.0.0.0', '::'].includes(address ?? '');
	return (
		one.port === other.port &&
		one.port !== 0 &&
		(one.address === other.address || isAll(one.address) || isAll(other.address))
	);
}
