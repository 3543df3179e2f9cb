import {execFileSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {withSettings} from '../../source/core/hosts/edit/draft-settings.ts';
import {openHostEdits} from '../../source/services/host-edits/host-edits.ts';
import {openSshConfig} from '../../source/services/ssh-config/ssh-config.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {type Context, median, type Row, ratioRow} from './measure.ts';

const files = 30;
const hosts = 10_000;
/** A reading takes milliseconds: enough of them for a median that a busy moment does not move. */
const readings = 100;

/** 10,000 hosts in 30 included files, 50,000 lines. */
function writeConfig(): {home: string; file: string} {
	const home = tempDir('edits');
	mkdirSync(join(home, 'more'));
	for (let part = 0; part < files; part++) {
		const blocks = Array.from({length: Math.ceil(hosts / files)}, (_, index) => {
			const number = part * Math.ceil(hosts / files) + index;
			return `Host h${number}\n  HostName 10.${part}.${index >> 8}.${index & 255}\n  User deploy\n  Port ${2000 + index}\n\n`;
		});
		writeFileSync(join(home, `more/${String(part).padStart(2, '0')}`), blocks.join(''));
	}
	const file = join(home, 'config');
	writeFileSync(file, `Include ${home}/more/*\n\nHost *\n  ServerAliveInterval 30\n`);
	return {home, file};
}

function open({home, file}: {home: string; file: string}) {
	const ssh = {program: 'ssh', configFile: file, env: {...process.env, HOME: home}};
	const config = openSshConfig({ssh, home});
	return {config, edits: openHostEdits({ssh, config, places: {state: join(home, 'state'), now: Date.now}})};
}

function bareRead({home, file}: {home: string; file: string}): number {
	const started = performance.now();
	for (const path of [file, ...readdirSync(join(home, 'more')).map(name => join(home, 'more', name))]) {
		readFileSync(path, 'utf8').split('\n');
	}
	return performance.now() - started;
}

async function time(task: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await task();
	return performance.now() - started;
}

/** The list of a large config, and an edit in it up to the question, its effect known. */
export async function measureEdits({isQuick}: Context): Promise<Row[]> {
	const place = writeConfig();
	const rounds = isQuick ? 5 : 15;
	const times = {bare: [] as number[], read: [] as number[], ssh: [] as number[], edit: [] as number[]};
	const at = {file: join(place.home, 'more/15'), line: 1};
	for (let round = 0; round < readings; round++) {
		times.bare.push(bareRead(place));
		// Opened anew each time: nothing is remembered of the files.
		const {config} = open(place);
		times.read.push(await time(() => config.read()));
	}
	const {config, edits} = open(place);
	await config.read();
	for (let round = 0; round < rounds; round++) {
		const calls = ['-T', '-F', place.file, '-G', '--', 'h5000'];
		const [before, after] = [0, 0].map(() => {
			const started = performance.now();
			execFileSync('ssh', calls, {
				stdio: ['ignore', 'pipe', 'ignore'],
				env: {...process.env, HOME: place.home},
			});
			return performance.now() - started;
		});
		times.ssh.push((before ?? 0) + (after ?? 0));
		times.edit.push(
			await time(async () => {
				const draft = withSettings(await edits.draft(at), [{key: 'Port', value: String(3000 + round)}]);
				const plan = await edits.plan('edit', {kind: 'change', at, draft});
				await edits.effects(plan, {});
				await plan.close();
			}),
		);
	}
	return [
		ratioRow(
			'List of 10,000 hosts in 30 files',
			median(times.read),
			median(times.bare),
			'bare read and split',
			3,
		),
		ratioRow('Edit among them, up to the question', median(times.edit), median(times.ssh), 'its 2 ssh -G', 2),
	];
}
