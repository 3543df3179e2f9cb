import {Failure, isAbort, Refusal} from '../../core/errors.ts';
import {isFileFailure} from '../../core/files/file-failure.ts';
import {nameOf, parentOf} from '../../core/files/paths.ts';
import {recalled} from '../../core/hosts/memory.ts';
import {LeaseFailure} from '../../core/keeper/lease-failure.ts';
import {printable} from '../../core/text/printable.ts';
import type {FileSystem} from '../../services/files/file-system.ts';
import type {FilesEvent} from '../../state/files/files-events.ts';
import {type Side, sides} from '../../state/files/files-state.ts';
import type {Store} from '../../state/store.ts';
import {latest} from '../background/latest.ts';
import {remember} from '../remember.ts';
import type {Services} from '../services.ts';
import type {Browser} from './browsing.ts';
import {followLinks} from './follow-links.ts';
import {readDirectory, troubleOf} from './read-directory.ts';
import {openViewer, type Viewer} from './viewer.ts';

type Options = {
	readonly store: Store;
	readonly services: Services;
	readonly report: (error: unknown) => void;
	/** Hears why there is no login, beside what the column shows. */
	readonly loginFailed: (error: LeaseFailure) => void;
};

/** Pauses between tries to have a lost session back, in milliseconds; the last again and again. */
const reconnectDelays = [300, 3000, 10_000, 30_000, 60_000];

export function openBrowser({store, services, report, loginFailed}: Options): Browser {
	const send = (event: FilesEvent): void => store.send({type: 'in-files', event});
	const column = (side: Side) => store.state().files.columns[side];
	const readings = {left: latest(report), right: latest(report)};
	const login = latest(report);
	let remote: FileSystem | null = null;
	const homes = new WeakMap<FileSystem, string>([[services.files.local, store.state().home]]);
	let viewer: Viewer | null = null;
	let loggingInTo: string | null = null;
	let lastRun = 0;
	let reconnectTimer: NodeJS.Timeout | undefined;

	function fileSystem(side: Side): FileSystem {
		const {host} = column(side);
		if (host === null) {
			return services.files.local;
		}
		if (remote === null || remote.host !== host) {
			throw new Refusal(`There is no session on ${printable(host)}.`, 'R connects.');
		}
		return remote;
	}

	async function read(side: Side, path: string, wanted: string | null, signal: AbortSignal): Promise<void> {
		const run = ++lastRun;
		try {
			await readDirectory(fileSystem(side), {side, run, path, wanted}, send, signal);
		} catch (error) {
			if (isAbort(error) || signal.aborted || isFileFailure(error, 'lost')) {
				return;
			}
			if (!(error instanceof Failure)) {
				throw error;
			}
			send({type: 'reading-failed', side, run, ...troubleOf(error)});
		}
	}

	function go(side: Side, path: string, wanted: string | null = null): void {
		readings[side].run(signal => read(side, path, wanted, signal));
	}

	/** Where the right column begins: as remembered if that is still there, else at home. */
	async function startOn(system: FileSystem, host: string, signal: AbortSignal): Promise<string> {
		const {path} = column('right');
		const left = path === '' ? recalled(store.state().files.places, host)?.right : path;
		if (left !== undefined) {
			try {
				const {type} = await system.stat(left, signal);
				if (type === 'directory') {
					return left;
				}
			} catch (error) {
				if (!isFileFailure(error, 'not-found', 'permission', 'not-directory', 'failure')) {
					throw error;
				}
			}
		}
		return homes.get(system) ?? '/';
	}

	async function connect(host: string, signal: AbortSignal): Promise<void> {
		const system = await services.files.open(host, signal);
		if (signal.aborted) {
			system.close();
			return;
		}
		remote?.close();
		remote = system;
		void system.ended.then(({reason}) => {
			if (remote === system) {
				system.close();
				remote = null;
				lost(host, reason);
			}
		});
		homes.set(system, await system.home(signal));
		go('right', await startOn(system, host, signal));
	}

	function lost(host: string, reason: string): void {
		readings.right.cancel();
		const {columns} = store.state().files;
		if (columns.right.host !== host) {
			return;
		}
		const nextStep = 'It is tried again; R tries now.';
		send({type: 'session-lost', side: 'right', reason: `The session on ${host} ended: ${reason}`, nextStep});
		reconnect(host, 0);
	}

	function reconnect(host: string, tries: number): void {
		clearTimeout(reconnectTimer);
		const delay = reconnectDelays[Math.min(tries, reconnectDelays.length - 1)] ?? 0;
		reconnectTimer = setTimeout(() => {
			const {screen, files} = store.state();
			const {host: current, status} = files.columns.right;
			if (screen !== 'files' || current !== host || status.kind !== 'lost') {
				return;
			}
			login.run(async signal => {
				try {
					await connect(host, signal);
				} catch (error) {
					// Who cancels a question wants no more of them.
					if (!isAbort(error)) {
						reconnect(host, tries + 1);
					}
				}
			});
		}, delay);
		reconnectTimer.unref();
	}

	/** Logs in to the host of the right column, as the user asked. */
	function logIn(host: string): void {
		clearTimeout(reconnectTimer);
		const run = ++lastRun;
		send({type: 'connecting', side: 'right', run});
		loggingInTo = host;
		login.run(async signal => {
			try {
				await connect(host, signal);
			} catch (error) {
				if (signal.aborted) {
					return;
				}
				send({
					type: 'reading-failed',
					side: 'right',
					run,
					...(isAbort(error) ? cancelled : loginTrouble(error)),
				});
				if (error instanceof LeaseFailure) {
					loginFailed(error);
				} else if (!isAbort(error) && !(error instanceof Failure) && !(error instanceof Refusal)) {
					throw error;
				}
			} finally {
				if (!signal.aborted) {
					loggingInTo = null;
				}
			}
		});
	}

	function rememberPlaces(): void {
		const {left, right} = store.state().files.columns;
		if (right.host === null || right.path === '' || left.path === '') {
			return;
		}
		const {host} = right;
		const places = {left: left.path, right: right.path};
		const before = recalled(store.state().files.places, host);
		if (before?.left !== places.left || before.right !== places.right) {
			remember({services, send: store.send}, memory => ({
				...memory,
				places: {...memory.places, [host]: places},
			})).catch(report);
		}
	}

	// Where one is, is remembered once one has stayed there for a while.
	let rest: NodeJS.Timeout | undefined;
	const unsubscribe = store.subscribe(({files}, before) => {
		if (sides.some(side => files.columns[side].path !== before.files.columns[side].path)) {
			clearTimeout(rest);
			rest = setTimeout(rememberPlaces, restDelay);
			rest.unref();
		}
	});

	const stopLinks = followLinks({store, send, fileSystem, report});

	return {
		open(host) {
			rememberPlaces();
			const {columns, places} = store.state().files;
			const isSame = columns.right.host === host;
			send({type: 'opened', host});
			const left = recalled(places, host)?.left ?? services.files.startDirectory;
			if (columns.left.path === '' || (!isSame && columns.left.path !== left)) {
				go('left', left);
			} else {
				this.refresh('left');
			}
			if (!isSame) {
				const before = remote;
				remote = null;
				before?.close();
				readings.right.cancel();
			}
			this.refresh('right');
		},
		leave() {
			rememberPlaces();
			send({type: 'left'});
		},
		go,
		goUp(side) {
			const {path} = column(side);
			if (path !== '/' && path !== '') {
				go(side, parentOf(path), nameOf(path));
			}
		},
		refresh(side, wanted = null) {
			const {host, path} = column(side);
			if (host !== null && remote?.host !== host) {
				if (loggingInTo !== host) {
					logIn(host);
				}
				return;
			}
			go(side, path, wanted);
		},
		refreshDirectory(host, path) {
			for (const side of sides) {
				const shown = column(side);
				// News of a transfer are no reason to log in.
				const isReachable = host === null || remote?.host === host;
				if (isReachable && shown.host === host && shown.path === path) {
					this.refresh(side);
				}
			}
		},
		fileSystem,
		home(side) {
			const {host, path} = column(side);
			const system = host === null ? services.files.local : remote;
			return (system === null ? undefined : homes.get(system)) ?? path;
		},
		cancel(side) {
			const {status, host, run} = column(side);
			if (status.kind === 'connecting' && host !== null) {
				login.cancel();
				loggingInTo = null;
				send({type: 'reading-failed', side, run, ...cancelled});
				return true;
			}
			if (status.kind === 'reading' || status.kind === 'refreshing') {
				readings[side].cancel();
				send({type: 'reading-cancelled', side, run});
				return true;
			}
			return false;
		},
		async view(side, path, signal) {
			viewer?.close();
			viewer = await openViewer({store, fileSystem: fileSystem(side), path, report}, signal);
		},
		viewer: () => viewer,
		stop() {
			viewer?.close();
			stopLinks();
			unsubscribe();
			clearTimeout(rest);
			clearTimeout(reconnectTimer);
			for (const task of [readings.left, readings.right, login]) {
				task.cancel();
			}
			remote?.close();
		},
	};
}

const restDelay = 1500;
/** Why there is no login, and what to do about it. */
function loginTrouble(error: unknown): {reason: string; nextStep: string} {
	const {reason, nextStep} = troubleOf(error);
	return {reason, nextStep: [nextStep, 'R tries again, Esc goes back.'].filter(Boolean).join(' ')};
}

const cancelled = {reason: 'Not connected: cancelled.', nextStep: 'R connects, Esc goes back.'};
