import {join, resolve} from 'node:path';
import {Failure} from '../core/errors.ts';
import {tidy} from '../core/files/paths.ts';
import {clip} from '../core/text/fit.ts';
import {progressLine, summary} from '../core/transfers/progress-text.ts';
import type {Transfer, TransferRequest} from '../core/transfers/transfer.ts';
import {findDirectories} from '../services/directories.ts';
import type {Ssh} from '../services/ssh/program.ts';
import {openSshConfig} from '../services/ssh-config/ssh-config.ts';
import type {BulkFiles} from '../services/transfers/bulk-files.ts';
import {
	claimJournal,
	createJournal,
	findJournals,
	type JournalFile,
} from '../services/transfers/journal-file.ts';
import {quickLocalFiles} from '../services/transfers/quick-local-files.ts';
import {openTransfer, type RunningTransfer} from '../services/transfers/run-transfer.ts';
import {type WalkedAhead, walkAhead} from '../services/transfers/walk-ahead.ts';
import {openCliConnections} from './connections.ts';
import {type HostsInUse, openHostsInUse} from './hosts-in-use.ts';
import {showProgress} from './progress-line.ts';
import {refuseReadOnly} from './refuse-read-only.ts';
import {getToStream, putFromStream} from './stream.ts';
import {nothingDone, report} from './transfer-report.ts';
import {findUnreadable, requestsOf} from './transfer-requests.ts';
import type {TransferWords} from './transfer-words.ts';

type Write = (text: string) => void;

export type TransferCommand = {
	readonly ssh: Ssh;
	readonly signal: AbortSignal;
	readonly out: Write;
	readonly err: Write;
};

/** A link that is lost is tried again so long, in milliseconds. */
const patience = 20_000;

/**
 * `sallyport get` and `sallyport put`. Gives the exit code: 0, or 1 when something did not arrive; the reasons are on
 * stderr. An interrupted transfer leaves its part files and its journal, and throws the signal's reason.
 */
export async function transferCommand(words: TransferWords, command: TransferCommand): Promise<number> {
	const {from, to, json} = words;
	if (to.host !== null) {
		await refuseReadOnly(to.host, openSshConfig({ssh: command.ssh}), command.signal);
	}
	const isFromStream = from.some(({host, path}) => host === null && path === '-');
	const unreadable = isFromStream ? [] : findUnreadable(from);
	if (unreadable.length === from.length) {
		return report([nothingDone(unreadable)], json, command);
	}
	const connections = openCliConnections(command.ssh);
	const hosts = openHostsInUse(connections);
	const over = new AbortController();
	try {
		if (to.host === null && to.path === '-') {
			return await getToStream(from, hosts, command.signal);
		}
		if (isFromStream) {
			return report([await putFromStream(words, hosts, command.signal)], json, command);
		}
		const requesting = requestsOf(words, hosts, command.signal);
		const local = quickLocalFiles(findDirectories(command.ssh.env).home);
		const ahead = startAhead(words, local, AbortSignal.any([command.signal, over.signal]));
		const results: Transfer[] = [];
		let isLeft = false;
		const onLeft = (): void => {
			isLeft = true;
		};
		const {requests, missed} = await requesting;
		for (const request of requests) {
			results.push(await runRequest(request, words, {...command, hosts, local, ahead, onLeft}));
			command.signal.throwIfAborted();
		}
		const code = report(missed.length === 0 ? results : [...results, nothingDone(missed)], json, command);
		if (isLeft && !json) {
			command.err(
				'sallyport: What is half there waits in .sallyport-….part. The same command with --resume goes on.\n',
			);
		}
		if (!json && process.stderr.isTTY === true) {
			command.err(results.map(result => `${summary(result)}\n`).join(''));
		}
		return code;
	} finally {
		over.abort();
		hosts.close();
		connections.close();
	}
}

/** What is to be put on a host is walked over while that is connected to. */
function startAhead(
	{from, to}: TransferWords,
	local: BulkFiles,
	signal: AbortSignal,
): WalkedAhead | undefined {
	const sources = from.filter(({host}) => host === null);
	return to.host === null || sources.length === 0
		? undefined
		: walkAhead(local, {paths: sources.map(({path}) => tidy(resolve(path))), followsLinks: true}, signal);
}

type Means = TransferCommand & {
	readonly hosts: HostsInUse;
	readonly local: BulkFiles;
	readonly ahead: WalkedAhead | undefined;
	/** Hears that a part file is left that can be gone on with. */
	readonly onLeft: () => void;
};

async function runRequest(
	request: TransferRequest,
	words: TransferWords,
	{ssh, signal, err, hosts, local, ahead, onLeft}: Means,
): Promise<Transfer> {
	const {state} = findDirectories(ssh.env);
	const {journal, isAgain} = openJournal(join(state, 'transfers'), request, words.isResume);
	const changed = Promise.withResolvers<void>();
	const transfer = openTransfer(journal, isAgain, {
		connect: hosts.connect,
		...{local, ahead},
		backups: join(state, 'backups'),
		isUnattended: true,
		patience,
		onChange() {
			if (['done', 'failed', 'paused', 'cancelled'].includes(transfer.state())) {
				changed.resolve();
			}
		},
	});
	const stop = (): void => {
		void transfer.pause().then(() => changed.resolve());
	};
	const line = (width: number): string =>
		signal.aborted ? clip('cancelling …', width) : progressLine(transfer.view(), width);
	const hide = words.json ? () => {} : showProgress(line);
	signal.addEventListener('abort', stop, {once: true});
	try {
		// One that failed is tried again, and no other.
		transfer.retry();
		transfer.start();
		await changed.promise;
	} finally {
		hide();
		signal.removeEventListener('abort', stop);
	}
	leave(transfer, {signal, err, onLeft});
	return transfer.view();
}

/** What cannot be gone on with is forgotten; of the rest it is said how to go on. */
function leave(
	transfer: RunningTransfer,
	{signal, err, onLeft}: Pick<Means, 'signal' | 'err' | 'onLeft'>,
): void {
	if (signal.aborted && transfer.state() === 'paused') {
		err('sallyport: Interrupted. The same command with --resume goes on.\n');
	} else if (transfer.isResumable()) {
		onLeft();
	} else {
		transfer.forget();
	}
}

function openJournal(
	directory: string,
	request: TransferRequest,
	isResume: boolean,
): {journal: JournalFile; isAgain: boolean} {
	const same = findJournals(directory).filter(({journal}) => isSameRequest(journal.request, request));
	const held = same.find(({holder}) => holder !== null);
	if (held !== undefined) {
		throw new Failure(
			held.holder === 0
				? 'Another machine with this home directory runs the same transfer.'
				: `Process ${held.holder} runs the same transfer.`,
			{nextStep: 'Wait for it, or end it there.'},
		);
	}
	const last = same.at(-1);
	const claimed = last === undefined ? null : claimJournal(directory, last.id);
	if (claimed !== null && isResume) {
		return {journal: claimed, isAgain: true};
	}
	// Part files of the same names take the place of those that were left: a crash before that must not have them forgotten.
	return {
		journal: createJournal(directory, request, {createdAt: Date.now(), instead: claimed}),
		isAgain: false,
	};
}

function isSameRequest(one: TransferRequest, other: TransferRequest): boolean {
	const key = ({source, target, name, isMove}: TransferRequest): string =>
		JSON.stringify([source.host, source.paths, target.host, target.directory, name, isMove]);
	return key(one) === key(other);
}
