import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Pty, spawnPty} from '../helpers/pty.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {type Context, cpuOf, pause, type Row} from './measure.ts';
import {env, pressMany, size} from './program.ts';

const nameOf = (index: number): string => `file-${String(index).padStart(6, '0')}-with-a-name.txt`;

function plant(count: number): string {
	const directory = join(tempDir('bench-files'), String(count));
	mkdirSync(directory);
	for (let index = 0; index < count; index++) {
		writeFileSync(join(directory, nameOf(index)), '');
	}
	return directory;
}

/** The Files screen with the left column, which has the keys, on a directory of so many files. The host refuses at once. */
async function openFiles(count: number): Promise<Pty> {
	const directory = plant(count);
	const config = join(tempDir('bench-files'), 'config');
	writeFileSync(config, 'Host nobody\n\tHostName 127.0.0.1\n\tPort 1\n');
	const args = [join(process.cwd(), 'dist/cli.js'), '-F', config];
	const pty = spawnPty(process.execPath, args, {...size, env, cwd: directory});
	await pty.shows('nobody');
	pty.press('f');
	await pty.shows(new RegExp(`${count.toLocaleString('en')} entries`), {within: 30_000});
	await pty.shows(/refuses/, {within: 30_000});
	pty.press('Tab');
	await quiet(pty);
	return pty;
}

async function quiet(pty: Pty): Promise<void> {
	for (let before = -1, now = cpuOf(pty.pid); now - before > 1; ) {
		await pause(500);
		[before, now] = [now, cpuOf(pty.pid)];
	}
}

type Cost = {readonly bytes: number; readonly cpu: number};

async function costs(count: number, isQuick: boolean): Promise<Record<'down' | 'scroll' | 'mark', Cost>> {
	const pty = await openFiles(count);
	const times = (number: number, chord: string): string[] => Array.from({length: number}, () => chord);
	const rounds = isQuick ? 20 : 30;
	await pressMany(pty, [...times(rounds, 'Down'), ...times(rounds, 'Up')]);
	await quiet(pty);
	const down = await pressMany(pty, [...times(rounds, 'Down'), ...times(rounds, 'Up')]);
	const mark = await pressMany(pty, times(rounds, 'Space'));
	const scroll = await pressMany(pty, times(isQuick ? 40 : 60, 'Down'));
	await pty.end();
	return {down, mark, scroll};
}

/** What keys cost on the Files screen among 100,000 files, against what they cost among 100. */
export async function measureFiles({isQuick}: Context): Promise<Row[]> {
	const few = await costs(100, isQuick);
	const many = await costs(100_000, isQuick);
	const row = (name: string, key: 'down' | 'scroll' | 'mark'): Row => {
		const ratio = many[key].cpu / few[key].cpu;
		return {
			name: `${name}, 100,000 files, CPU`,
			value: `${many[key].cpu.toFixed(1)} ms`,
			against: `${ratio.toFixed(2)} × 100 files (${few[key].cpu.toFixed(1)} ms)`,
			target: '≤ 1.3 ×',
			isMet: ratio <= 1.3,
		};
	};
	return [
		{
			name: 'Files: Down, bytes',
			value: `${Math.round(many.down.bytes)} bytes`,
			target: '≤ 1200 bytes',
			isMet: many.down.bytes <= 1200,
		},
		row('Files: Down', 'down'),
		row('Files: Down that scrolls', 'scroll'),
		row('Files: Space', 'mark'),
	];
}
