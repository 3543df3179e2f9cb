import {join, resolve} from 'node:path';
import {Failure, Refusal} from '../core/errors.ts';
import {isFileFailure} from '../core/files/file-failure.ts';
import {nameOf, parentOf, tidy} from '../core/files/paths.ts';
import type {Target} from '../core/files/target.ts';
import {printable} from '../core/text/printable.ts';
import {summary} from '../core/transfers/progress-text.ts';
import type {Transfer, TransferRequest} from '../core/transfers/transfer.ts';
import {findDirectories} from '../services/directories.ts';
import type {FileSystem} from '../services/files/file-system.ts';
import type {Ssh} from '../services/ssh/program.ts';
import {
	claimJournal,
	createJournal,
	findJournals,
	type JournalFile,
} from '../services/transfers/journal-file.ts';
import {quickLocalFiles} from '../services/transfers/quick-local-files.ts';
import {openTransfer, type RunningTransfer} from '../services/transfers/run-transfer.ts';
import {openCliConnections} from './connections.ts';
import {type HostsInUse, openHostsInUse} from './hosts-in-use.ts';
import {jsonText} from './print-json.ts';
import {showProgress} from './progress-line.ts';
import {getToStream, putFromStream} from './stream.ts';
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
	const connections = openCliConnections(command.ssh);
	const hosts = openHostsInUse(connections);
	try {
		const {from, to} = words;
		if (to.host === null && to.path === '-') {
			return await getToStream(from, hosts, command.signal);
		}
		if (from.some(({host, path}) => host === null && path === '-')) {
			return await putFromStream(words, hosts, command.signal);
		}
		const results: Transfer[] = [];
		for (const request of await requestsOf(words, hosts, command)) {
			results.push(await runRequest(request, words, hosts, command));
			command.signal.throwIfAborted();
		}
		return report(results, words, command);
	} finally {
		hosts.close();
		connections.close();
	}
}

/** One request for each host that something comes from. */
async function requestsOf(
	{from, to, onConflict, writesInPlace, isResume}: TransferWords,
	hosts: HostsInUse,
	{signal}: TransferCommand,
): Promise<TransferRequest[]> {
	const names = [...new Set(from.map(({host}) => host))];
	const isAlone = from.length === 1;
	const target = await locate(await filesOf(to.host, hosts, signal), to, isAlone, signal);
	const requests: TransferRequest[] = [];
	for (const host of names) {
		const files = await filesOf(host, hosts, signal);
		const paths = await Promise.all(
			from.filter(one => one.host === host).map(({path}) => locateSource(files, path, signal)),
		);
		requests.push({
			source: {host, paths},
			target: {host: to.host, directory: target.directory},
			name: target.name,
			isMove: false,
			followsLinks: true,
			onConflict: onConflict ?? (isResume ? 'resume' : 'overwrite'),
			onProtected: writesInPlace ? 'in-place' : null,
		});
	}
	return requests;
}

/** The files of a side. */
async function filesOf(host: string | null, hosts: HostsInUse, signal: AbortSignal): Promise<FileSystem> {
	return host === null ? quickLocalFiles(process.cwd()) : hosts.files(host, signal);
}

async function locateSource(files: FileSystem, path: string, signal: AbortSignal): Promise<string> {
	const full =
		files.host === null ? tidy(resolve(path)) : await files.expand(path === '' ? '.' : path, signal);
	if (nameOf(full) === '') {
		throw new Refusal('The whole file system is not copied.', 'Name directories in it.');
	}
	return full;
}

type Destination = {readonly directory: string; readonly name: string | null};

/** A directory that exists takes what comes under its own name; else the last name of the path is that of the only source. */
async function locate(
	files: FileSystem,
	{path}: Target,
	isAlone: boolean,
	signal: AbortSignal,
): Promise<Destination> {
	const full =
		files.host === null ? tidy(resolve(path)) : await files.expand(path === '' ? '.' : path, signal);
	const where = files.host === null ? 'on this machine' : `on ${printable(files.host)}`;
	try {
		if ((await files.stat(full, signal)).type === 'directory') {
			return {directory: full, name: null};
		}
	} catch (error) {
		if (!isFileFailure(error, 'not-found')) {
			throw error;
		}
	}
	if (!isAlone || path.endsWith('/')) {
		throw new Refusal(`${printable(full)} ${where} is no directory.`, 'Make it first.');
	}
	const directory = parentOf(full);
	const parent = await files.stat(directory, signal).catch((error: unknown) => {
		if (isFileFailure(error, 'not-found')) {
			throw new Failure(`There is no directory ${printable(directory)} ${where}.`);
		}
		throw error;
	});
	if (parent.type !== 'directory') {
		throw new Failure(`${printable(directory)} ${where} is no directory.`);
	}
	return {directory, name: nameOf(full)};
}

async function runRequest(
	request: TransferRequest,
	words: TransferWords,
	hosts: HostsInUse,
	{ssh, signal, err}: TransferCommand,
): Promise<Transfer> {
	const {home, state} = findDirectories(ssh.env);
	const {journal, isAgain} = openJournal(join(state, 'transfers'), request, words.isResume);
	const changed = Promise.withResolvers<void>();
	const transfer = openTransfer(journal, isAgain, {
		connect: hosts.connect,
		local: quickLocalFiles(home),
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
	const hide = words.json ? () => {} : showProgress(() => transfer.view());
	signal.addEventListener('abort', stop, {once: true});
	try {
		transfer.start();
		await changed.promise;
	} finally {
		hide();
		signal.removeEventListener('abort', stop);
	}
	leave(transfer, signal, err);
	return transfer.view();
}

/** What cannot be gone on with is forgotten; an interruption says how to go on. */
function leave(transfer: RunningTransfer, signal: AbortSignal, err: Write): void {
	if (signal.aborted && transfer.state() === 'paused') {
		err('sallyport: Interrupted. The same command with --resume goes on.\n');
	} else if (!transfer.isResumable()) {
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
	// Part files of the same names take the place of those that were left.
	claimed?.remove();
	return {
		journal: createJournal(directory, request, {
			createdAt: Date.now(),
			...(claimed !== null && {id: claimed.id}),
		}),
		isAgain: false,
	};
}

function isSameRequest(one: TransferRequest, other: TransferRequest): boolean {
	const key = ({source, target, name, isMove}: TransferRequest): string =>
		JSON.stringify([source.host, source.paths, target.host, target.directory, name, isMove]);
	return key(one) === key(other);
}

function report(results: readonly Transfer[], {json}: TransferWords, {out, err}: TransferCommand): number {
	if (json) {
		out(jsonText(forMachines(results)));
	}
	for (const {failures, left, failed, reason, state} of results) {
		for (const {path, reason: why} of json ? [] : left) {
			err(`sallyport: ${printable(path)}: left out. ${why}\n`);
		}
		for (const {path, reason: why} of json ? [] : failures) {
			err(`sallyport: ${printable(path)}: ${why}\n`);
		}
		if (!json && failed > failures.length) {
			err(`sallyport: … and ${failed - failures.length} more.\n`);
		}
		if (!json && state === 'failed' && failed === 0 && reason !== null) {
			err(`sallyport: ${reason}\n`);
		}
	}
	if (!json && process.stderr.isTTY === true) {
		for (const result of results) {
			err(`${summary(result)}\n`);
		}
	}
	return results.every(({state}) => state === 'done') ? 0 : 1;
}

function forMachines(results: readonly Transfer[]): object {
	const sum = (count: (transfer: Transfer) => number): number =>
		results.reduce((total, result) => total + count(result), 0);
	return {
		ok: results.every(({state}) => state === 'done'),
		files: sum(({done}) => done.files),
		directories: sum(({done}) => done.directories),
		links: sum(({done}) => done.links),
		bytes: sum(({done}) => done.bytes),
		skipped: sum(({skipped}) => skipped),
		failed: results.flatMap(
			({failures, failed, reason, state}): readonly {path: string | null; reason: string | null}[] =>
				state === 'failed' && failed === 0 ? [{path: null, reason}] : failures,
		),
		left: results.flatMap(({left}) => left),
	};
}
