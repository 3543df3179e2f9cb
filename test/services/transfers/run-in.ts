import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {Transfer, TransferRequest, TransferState} from '../../../source/core/transfers/transfer.ts';
import {openSftpSession} from '../../../source/services/files/sftp/session.ts';
import type {Channel} from '../../../source/services/keeper/channel.ts';
import type {BulkFiles} from '../../../source/services/transfers/bulk-files.ts';
import {quickSftpFiles} from '../../../source/services/transfers/connect.ts';
import type {Connect} from '../../../source/services/transfers/endpoint.ts';
import {claimJournal, createJournal} from '../../../source/services/transfers/journal-file.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {openTransfer, type RunningTransfer} from '../../../source/services/transfers/run-transfer.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {serveByProgram} from '../files/sftp/sftp-server.ts';

export type Started = RunningTransfer & {
	readonly journals: string;
	/** Waits until it is in one of these states, and gives it as it is shown. */
	is(...states: ReadonlyArray<Transfer['state']>): Promise<Transfer>;
};

type Given = {
	readonly connect?: Connect;
	readonly isUnattended?: boolean;
	readonly patience?: number;
	readonly journals?: string;
	/** This machine's files. */
	readonly local?: BulkFiles;
	/** Hears of each state. */
	readonly onState?: (state: TransferState) => void;
};

const nowhere: Connect = async host => {
	throw new Error(`nothing leads to ${host}`);
};

/** A request with the usual answers, from this machine to this machine unless it says otherwise. */
export function request(
	paths: readonly string[],
	directory: string,
	more: Partial<TransferRequest> & {from?: string; to?: string} = {},
): TransferRequest {
	const {from = null, to = null, ...rest} = more;
	return {
		source: {host: from, paths},
		target: {host: to, directory},
		name: null,
		isMove: false,
		followsLinks: false,
		onConflict: null,
		onProtected: null,
		...rest,
	};
}

/** Starts a transfer in this process. */
export function startTransfer(asked: TransferRequest, given: Given = {}): Started {
	const journals = given.journals ?? join(tempDir('journal'), 'transfers');
	const transfer = open(createJournal(journals, asked, {createdAt: Date.now()}), false, {...given, journals});
	transfer.start();
	return transfer;
}

/** What the next process makes of a transfer that stopped, at rest: it knows no more than the journal. */
export function nextRun({id, journals}: Started, given: Given = {}): Started {
	const next = join(tempDir('journal'), 'transfers');
	mkdirSync(next, {mode: 0o700});
	const [name] = readdirSync(journals).filter(one => one.startsWith(id));
	// Of a process that started at another time: it is gone.
	copyFileSync(join(journals, name!), join(next, name!.replace(/[0-9a-f]{8}\.jsonl$/, '00000000.jsonl')));
	return open(claimJournal(next, id)!, true, {...given, journals: next});
}

function open(journal: ReturnType<typeof createJournal>, isAgain: boolean, given: Given): Started {
	const transfer = openTransfer(journal, isAgain, {
		connect: given.connect ?? nowhere,
		local: given.local ?? quickLocalFiles('/'),
		backups: `${given.journals}/backups`,
		isUnattended: given.isUnattended ?? false,
		patience: given.patience ?? 60_000,
		onChange: () => given.onState?.(transfer.state()),
	});
	return {
		...transfer,
		journals: given.journals!,
		is: (...states) =>
			until(
				() => {
					const view = transfer.view();
					return states.includes(view.state) ? view : null;
				},
				{within: 30_000, otherwise: () => JSON.stringify(transfer.view(), undefined, 2)},
			),
	};
}

export type TestServer = {
	readonly connect: Connect;
	/** The processes of the channels that were opened, and when. */
	readonly channels: readonly Channel[];
	/** What is called when another is to be opened; may throw. */
	onOpen: (count: number) => void;
};

/** Leads to an sftp-server of this machine, as the host `box`, which is near however busy it is; each channel is a process of its own. */
export function testServer(open: () => Channel = () => serveByProgram()): TestServer {
	const channels: Channel[] = [];
	const server: TestServer = {
		channels,
		onOpen() {},
		async connect(host) {
			return {
				async open(signal) {
					server.onOpen(channels.length);
					const channel = open();
					channels.push(channel);
					const session = await openSftpSession(host, channel, {signal});
					return Object.assign(await quickSftpFiles(session), {roundTrip: 0});
				},
				isShared: () => true,
				close() {},
			};
		},
	};
	return server;
}

/** All that two trees differ in: content, types, modes, times of files; empty when nothing. */
export function differences(one: string, other: string): string {
	const list = (directory: string): string =>
		execFileSync(
			'sh',
			[
				'-c',
				'cd "$1" && find . -mindepth 1 -printf "%P %y %m %Ts %l\\n" | sed "s/ l 777 [0-9]* / l /" | LC_ALL=C sort && find . -type f -exec sha256sum {} + | LC_ALL=C sort',
				'sh',
				directory,
			],
			{encoding: 'utf8'},
		);
	const [left, right] = [list(one).split('\n'), list(other).split('\n')];
	return [
		...left.filter(line => !right.includes(line)).map(line => `- ${line}`),
		...right.filter(line => !left.includes(line)).map(line => `+ ${line}`),
	].join('\n');
}
