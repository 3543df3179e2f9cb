import {type Context, cpuOf, ms, pause, type Row} from './measure.ts';
import {configWith, openProgram, settle} from './program.ts';

/** What the program writes and uses while nobody does anything. */
export async function measureIdle({isQuick}: Context): Promise<Row[]> {
	const seconds = isQuick ? 5 : 30;
	const pty = openProgram(configWith(10_000));
	await settle(pty);
	await pause(1000);
	const before = {bytes: pty.bytesWritten, cpu: cpuOf(pty.pid)};
	await pause(seconds * 1000);
	const bytes = pty.bytesWritten - before.bytes;
	const cpu = cpuOf(pty.pid) - before.cpu;
	await pty.end();
	return [
		{name: `Idle ${seconds} s, written`, value: `${bytes} bytes`, target: '0 bytes', isMet: bytes === 0},
		{name: `Idle ${seconds} s, CPU`, value: ms(cpu), target: '≤ 10 ms', isMet: cpu <= 10},
	];
}
