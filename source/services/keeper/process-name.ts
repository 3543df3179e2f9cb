import {createHash} from 'node:crypto';
import {identify, thisMachine} from './process-identity.ts';

const form = /^([0-9a-f]{8})\.(\d+)\.([0-9a-f]{8})$/;

function shortHash(text: string): string {
	return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function machineHash(): string {
	const {host, boot} = thisMachine();
	return `${shortHash(host).slice(0, 4)}${shortHash(boot).slice(0, 4)}`;
}

/** This very process as part of a file's name: `holderOf` tells later whether it still runs. */
export function ownProcessName(): string {
	return `${machineHash()}.${process.pid}.${shortHash(identify(process.pid)?.start ?? '')}`;
}

/** The pid of the process of that name; null when it is gone, or no process has such a name. 0: one of another machine. */
export function holderOf(processName: string): number | null {
	const [, machine, pid, start] = form.exec(processName) ?? [];
	const own = machineHash();
	if (machine === undefined) {
		return null;
	}
	if (machine.slice(0, 4) !== own.slice(0, 4)) {
		return 0;
	}
	const identity = machine === own ? identify(Number(pid)) : null;
	return identity !== null && shortHash(identity.start) === start ? Number(pid) : null;
}
