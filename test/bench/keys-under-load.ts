import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {descendantsOf} from '../helpers/processes.ts';
import {type Pty, spawnPty} from '../helpers/pty.ts';
import {startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';
import {type Context, median, ms, pause, type Row, ratioRow} from './measure.ts';
import {env, size} from './program.ts';

const memory = '/dev/shm';

/** The row of the cursor in the left column: the one that is drawn unlike the others. */
function cursorOf(pty: Pty): number {
	return pty.screen().findIndex((_, row) => {
		const {inverse, bg} = pty.cellAt(row, 3);
		return row > 0 && row < size.rows - 4 && (inverse || bg !== null);
	});
}

/** Milliseconds from a key to the row of the cursor having moved on the screen, a few dozen times. */
async function timesOfKeys(pty: Pty, count: number, isOver: () => boolean = () => false): Promise<number[]> {
	const times: number[] = [];
	for (let press = 0; press < count && !isOver(); press++) {
		const before = cursorOf(pty);
		const started = performance.now();
		pty.press(press % 2 === 0 ? 'Down' : 'Up');
		while (cursorOf(pty) === before && performance.now() - started < 3000) {
			await new Promise(resolve => setTimeout(resolve, 1));
		}
		times.push(performance.now() - started);
		await pause(30);
	}
	return times;
}

function high(times: readonly number[]): number {
	return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
}

/** Resident memory of a program and of what it started from our own code, in KiB (Linux). */
function memoryOf(pid: number): number {
	const own = [pid, ...descendantsOf(pid)].filter(one => /cli\.js|transfers\.js/.test(commandOf(one)));
	return own.reduce((sum, one) => {
		const rollup = readFileSync(`/proc/${one}/smaps_rollup`, 'utf8');
		return sum + Number(/^Rss: +(\d+) kB$/m.exec(rollup)?.[1]);
	}, 0);
}

function commandOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
	} catch {
		return '';
	}
}

/** Whether keys are as quick, and memory as small, while a transfer takes all that the machine has. */
export async function measureKeysUnderLoad({isQuick}: Context): Promise<Row[]> {
	const directory = join(tempDir('load', memory), 'here');
	const to = join(directory, '../there');
	mkdirSync(directory);
	mkdirSync(to);
	for (const name of ['one', 'two', 'zzz-big']) {
		writeFileSync(join(directory, name), name);
	}
	truncateSync(join(directory, 'zzz-big'), (isQuick ? 4 : 8) * 1024 ** 3);
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('box')]);
	const args = [join(process.cwd(), 'dist/cli.js'), '-F', config];
	const pty = spawnPty(process.execPath, args, {...size, env, cwd: directory});
	try {
		await pty.shows('box');
		pty.press('f');
		await pty.shows(/box .*free/, {within: 20_000});
		await pty.shows('zzz-big');
		pty.press('Tab');
		await pause(1500);
		const idle = memoryOf(pty.pid);
		await timesOfKeys(pty, 20);
		const rest = await timesOfKeys(pty, 40);
		pty.press('End');
		await until(() => pty.screen()[cursorOf(pty)]?.includes('zzz-big'));
		pty.press('c');
		await pty.shows('Copy');
		pty.press('Ctrl+U');
		pty.write(`box:${to}/big`);
		await pty.shows('there/big');
		pty.press('Enter');
		await pty.shows(/\d+ % · /, {within: 20_000});
		await pty.shows(/ [1-9]\d? % · /, {within: 20_000});
		pty.press('Home');
		await pause(100);
		let most = 0;
		const look = setInterval(() => {
			most = Math.max(most, memoryOf(pty.pid));
		}, 200);
		const isOver = (): boolean => pty.screen().some(line => line.includes('100 %'));
		const busy = await timesOfKeys(pty, 60, isOver);
		clearInterval(look);
		return [
			{
				...ratioRow('A key while a transfer runs, p95', high(busy), high(rest), 'at rest', 3),
				value: `${ms(high(busy))} (median ${ms(median(busy))}, ${busy.length} keys)`,
			},
			{
				name: 'Memory while a transfer runs',
				value: `${Math.round(most / 1024)} MiB`,
				against: `${(most / idle).toFixed(2)} × idle dashboard (${Math.round(idle / 1024)} MiB)`,
				target: '≤ 3 ×',
				isMet: most / idle <= 3,
			},
		];
	} finally {
		pty.endNow();
		await sshd.stop();
		execFileSync('rm', ['-rf', join(directory, '..')]);
	}
}
