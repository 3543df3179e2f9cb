import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {openSftpSession} from '../../source/services/files/sftp/session.ts';
import {sftpFiles} from '../../source/services/files/sftp/sftp-files.ts';
import type {Channel} from '../../source/services/keeper/channel.ts';
import {type Context, median, ms, type Row} from './measure.ts';
import {alias, memoryDirectory, type Remote, startRemote} from './remote.ts';

const rtt = 40;
const count = 100_000;

type Listed = {readonly first: number; readonly all: number; readonly whole: number};

/** Listing 100,000 entries far away, against `sftp ls -1` on a part: it takes about 40 ms for each hundred. */
export async function measureListing({isQuick}: Context): Promise<Row[]> {
	const part = isQuick ? 5000 : 20_000;
	const directory = memoryDirectory();
	fill(join(directory, 'all'), count);
	fill(join(directory, 'part'), part);
	const remote = await startRemote(rtt);
	try {
		const ours: Listed[] = [];
		const theirs: number[] = [];
		for (let round = 0; round < (isQuick ? 2 : 5); round++) {
			ours.push(await list(await remote.channel(), join(directory, 'all')));
			theirs.push((await listBySftp(remote, join(directory, 'part'))) * (count / part));
		}
		const first = median(ours.map(one => one.first));
		const all = median(ours.map(one => one.whole));
		const peer = median(theirs);
		const trips = first / rtt;
		return [
			{
				name: 'Listing at 40 ms RTT, first rows',
				value: ms(first),
				against: `${trips.toFixed(2)} RTT`,
				target: '≤ 3 RTT',
				isMet: trips <= 3,
			},
			{
				name: 'Listing 100,000 entries at 40 ms RTT',
				value: ms(all),
				against: `${(all / peer).toFixed(3)} × sftp ls -1 (${ms(peer)}, from ${part})`,
				target: '≤ 0.1 ×',
				isMet: all / peer <= 0.1,
			},
		];
	} finally {
		await remote.stop();
	}
}

function fill(directory: string, files: number): void {
	mkdirSync(directory);
	for (let number = 0; number < files; number++) {
		writeFileSync(join(directory, `file-${number}`), '');
	}
}

/** Milliseconds from asking for the list to the first rows and to the last, and with the session's start before. */
async function list(channel: Channel, directory: string): Promise<Listed> {
	const start = performance.now();
	const session = await openSftpSession(alias, channel);
	const asked = performance.now();
	let [first, seen] = [0, 0];
	await sftpFiles(session).list(directory, {
		onEntries(entries) {
			first ||= performance.now() - asked;
			seen += entries.length;
		},
	});
	const end = performance.now();
	session.close();
	await channel.ended;
	if (seen !== count) {
		throw new Error(`listed ${seen} of ${count}`);
	}
	return {first, all: end - asked, whole: end - start};
}

async function listBySftp({configFile, socket}: Remote, directory: string): Promise<number> {
	const start = performance.now();
	const child = spawn('sftp', ['-q', '-F', configFile, '-o', `ControlPath=${socket}`, '-b', '-', alias], {
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	child.stdin.end(`ls -1 ${directory}\n`);
	const [code] = (await once(child, 'exit')) as [number];
	if (code !== 0) {
		throw new Error(`sftp ended with ${code}`);
	}
	return performance.now() - start;
}
