import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {type Context, median, ms, type Row, ratioRow} from './measure.ts';
import {peers} from './peers.ts';
import {aliasOf, configWith, openProgram, timeToFrame} from './program.ts';

async function timeOfEmptyNode(): Promise<number> {
	const started = performance.now();
	await once(spawn(process.execPath, ['-e', '0'], {stdio: 'ignore'}), 'exit');
	return performance.now() - started;
}

/** Time from the start to the first complete frame, with 1,000 and with 10,000 hosts. */
export async function measureStart({isQuick}: Context): Promise<Row[]> {
	const few = configWith(1000);
	const many = configWith(10_000);
	const toFrame = (config: string): Promise<number> => timeToFrame(() => openProgram(config), aliasOf(0));
	const cold = await toFrame(few);
	const others = peers();
	const times = {node: [] as number[], few: [] as number[], many: [] as number[]};
	const peerTimes = others.map(() => [] as number[]);
	for (let round = 0; round < (isQuick ? 7 : 21); round++) {
		times.node.push(await timeOfEmptyNode());
		times.few.push(await toFrame(few));
		times.many.push(await toFrame(many));
		for (const [index, peer] of others.entries()) {
			peerTimes[index]?.push(await timeToFrame(peer.start, peer.sign, ''));
		}
	}
	const node = median(times.node);
	return [
		ratioRow('First frame, 1,000 hosts', median(times.few), node, 'node -e 0', 7),
		ratioRow('First frame, 10,000 hosts', median(times.many), median(times.few), 'with 1,000', 1.5),
		{
			name: 'First frame, very first run',
			value: ms(cold),
			against: `${(cold / node).toFixed(2)} × node -e 0`,
		},
		...others.map(({name}, index) => {
			const time = median(peerTimes[index] ?? []);
			return {name, value: ms(time), against: `${(time / node).toFixed(2)} × node -e 0`};
		}),
	];
}
