import {describeError, Failure, isAbort, Refusal} from '../../core/errors.ts';
import {isFileFailure, isSessionEnd} from '../../core/files/file-failure.ts';
import {nameOf, parentOf} from '../../core/files/paths.ts';
import {recalled} from '../../core/hosts/memory.ts';
import type {LeaseFailure} from '../../core/keeper/lease-failure.ts';
import {printable} from '../../core/text/printable.ts';
import type {FileSystem} from '../../services/files/file-system.ts';
import type {Tone} from '../../state/app-state.ts';
import type {FilesEvent} from '../../state/files/files-events.ts';
import {type Side, sides} from '../../state/files/files-state.ts';
import type {Store} from '../../state/store.ts';
import {latest} from '../background/latest.ts';
import {remember} from '../remember.ts';
import type {Services} from '../services.ts';
import type {Browser} from './browsing.ts';
import {followChanges} from './follow-changes.ts';
import {followLinks} from './follow-links.ts';
import {cancelled, openHostSession} from './host-session.ts';
import {type Reading, readDirectory, troubleOf} from './read-directory.ts';
import {openViewer, type Viewer} from './viewer.ts';

type Options = {
	readonly store: Store;
	readonly services: Services;
	readonly report: (error: unknown) => void;
	readonly say: (tone: Tone, text: string) => void;
	/** Hears why there is no login, beside what the column shows. */
	readonly loginFailed: (error: LeaseFailure) => void;
};

export function openBrowser({store, services, report, say, loginFailed}: Options): Browser {
	const send = (event: FilesEvent): void => store.send({type: 'in-files', event});
	const column = (side: Side) => store.state().files.columns[side];
	const readings = {left: latest(report), right: latest(report)};
	const homes = new WeakMap<FileSystem, string>([[services.files.local, store.state().home]]);
	const never = {at: Number.NEGATIVE_INFINITY, took: 0};
	const lastReads = {left: never, right: never};
	let viewer: Viewer | null = null;
	let lastRun = 0;
	const session = openHostSession({
		...{store, services, send, report, say, loginFailed},
		nextRun: () => ++lastRun,
		async onBegun(system, host, signal) {
			homes.set(system, await system.home(signal));
			go('right', await startOn(system, host, signal));
		},
		onLost: () => readings.right.cancel(),
	});

	/** The files of a column; null while there is no session on its host. */
	function reachable(side: Side): FileSystem | null {
		const {host} = column(side);
		const system = host === null ? services.files.local : session.system();
		return system?.host === host ? system : null;
	}

	function fileSystem(side: Side): FileSystem {
		const system = reachable(side);
		if (system === null) {
			throw new Refusal(`There is no session on ${printable(column(side).host ?? '')}.`, 'R connects.');
		}
		return system;
	}

	async function read(reading: Omit<Reading, 'run'>, signal: AbortSignal): Promise<void> {
		const run = ++lastRun;
		const {side} = reading;
		const begun = performance.now();
		try {
			await readDirectory(fileSystem(side), {...reading, run}, send, signal);
			lastReads[side] = {at: performance.now(), took: performance.now() - begun};
			if (side === 'right') {
				session.proved();
			}
		} catch (error) {
			if (isAbort(error) || signal.aborted || isSessionEnd(error)) {
				return;
			}
			if (!(error instanceof Failure)) {
				throw error;
			}
			const {reason, nextStep} = troubleOf(error);
			const wayOut = reading.path === '/' ? 'R tries again.' : 'Backspace goes up, R tries again.';
			send({type: 'reading-failed', side, run, reason, nextStep: nextStep ?? wayOut});
			if (column(side).entries.length > 0) {
				// Below a list there is room for the beginning of it only.
				say('bad', describeError(error));
			}
		}
	}

	function go(side: Side, path: string, wanted: string | null = null): void {
		readings[side].run(signal => read({side, path, wanted, isQuiet: false}, signal));
	}

	/** Reads a column anew without a word, where that needs no login. */
	function renew(side: Side): void {
		const {path, wanted} = column(side);
		if (reachable(side) !== null && path !== '') {
			readings[side].run(signal => read({side, path, wanted, isQuiet: true}, signal));
		}
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

	const stopChanges = followChanges({
		store,
		watch: services.files.watch,
		lastRead: side => lastReads[side],
		renew,
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
				session.drop();
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
			if (host !== null && reachable(side) === null) {
				session.logIn(host);
			} else {
				go(side, path, wanted);
			}
		},
		refreshDirectory(host, path) {
			for (const side of sides) {
				const shown = column(side);
				// News of a transfer are no reason to log in.
				if (shown.host === host && shown.path === path) {
					renew(side);
				}
			}
		},
		fileSystem,
		home(side) {
			const system = reachable(side);
			return (system === null ? undefined : homes.get(system)) ?? column(side).path;
		},
		cancel(side) {
			const {status, host, run} = column(side);
			if (status.kind === 'connecting' && host !== null) {
				session.cancelLogin();
				send({type: 'reading-failed', side, run, ...cancelled});
				return true;
			}
			if (status.kind === 'reading' || (status.kind === 'refreshing' && !status.isQuiet)) {
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
			stopChanges();
			unsubscribe();
			clearTimeout(rest);
			readings.left.cancel();
			readings.right.cancel();
			session.stop();
		},
	};
}

const restDelay = 1500;
