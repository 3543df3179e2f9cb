import {networkInterfaces} from 'node:os';

/** What may have happened to the machine while nobody looked. */
export type Surroundings = {stop(): void};

const interval = 10_000;
/** How much later than expected it may be by the clock on the wall, in milliseconds: a machine that slept is further off. */
const longestSlip = 20_000;

function addresses(): string {
	const all = Object.entries(networkInterfaces()).flatMap(([name, list]) =>
		(list ?? []).map(({address}) => `${name} ${address}`),
	);
	return all.sort().join('\n');
}

/** Looks every ten seconds; `changed` is called when the machine woke up or has other addresses than before. */
export function watchSurroundings(look: () => void, changed: (why: string) => void): Surroundings {
	let wall = Date.now();
	let known = addresses();
	const timer = setInterval(() => {
		const now = Date.now();
		const hasSlept = Math.abs(now - wall - interval) > longestSlip;
		wall = now;
		const found = addresses();
		const hasMoved = found !== known;
		known = found;
		if (hasSlept || hasMoved) {
			changed(hasSlept ? 'this machine woke up' : 'the network changed');
		} else {
			look();
		}
	}, interval);
	return {stop: () => clearInterval(timer)};
}
