/** How far ssh is on its way to one machine; for the last one each step is a stage. */
export const steps = [
	'config',
	'resolve',
	'connect',
	'banner',
	'key exchange',
	'host key',
	'authentication',
	'session',
	'sftp',
] as const;
export type Step = (typeof steps)[number];

/** Where ssh is: `name` is the machine it speaks to, `way` how that one is reached. */
export type Place = {
	readonly step: Step;
	readonly name: string;
	/** The name as it is looked up, or the address, as far as known. */
	readonly target: string | null;
	readonly way: 'direct' | 'jump' | 'proxy-command';
};

export function isBefore(one: Step, other: Step): boolean {
	return steps.indexOf(one) < steps.indexOf(other);
}
