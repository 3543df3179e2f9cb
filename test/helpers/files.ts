import type {Transfer, TransferQueue, TransferRequest} from '../../source/core/transfers/transfer.ts';
import {sides} from '../../source/state/files/files-state.ts';
import {openDashboard, type TestDashboard, type TestDashboardOptions} from './dashboard.tsx';
import {until} from './wait.ts';

const config = `
Host web-1
	HostName 192.0.2.1

Host db-1
	HostName 192.0.2.2
	# tags: prod

Host museum
	HostName 192.0.2.3
	# tags: read-only
`;

/** The dashboard with the files of a host on show, the real directories `here` and `there` in its columns. */
export async function openFiles(
	make: (dashboard: TestDashboard) => void = () => {},
	{host = 'web-1', ...options}: TestDashboardOptions & {readonly host?: string} = {},
): Promise<TestDashboard> {
	const dashboard = await openDashboard({config, ...options});
	make(dashboard);
	const {screen} = dashboard;
	await screen.shows(host);
	await screen.press('/');
	await screen.write(host);
	await screen.press('Tab', 'f');
	await screen.shows(new RegExp(`${host}.*there`));
	await read(dashboard);
	return dashboard;
}

/** Waits until both columns have all that is there. */
export async function read({store}: TestDashboard): Promise<void> {
	await until(() => sides.every(side => store.state().files.columns[side].status.kind === 'ready'));
}

/** The colour of a text on the screen. */
export function colourOf(screen: TestDashboard['screen'], text: string): number | string | null {
	const row = screen.screen().findIndex(line => line.includes(text));
	return screen.cellAt(row, (screen.screen()[row] ?? '').indexOf(text)).fg;
}

/** A queue of transfers that a test plays: what was asked of it, in order, and what it is to tell. */
export type PlayedQueue = TransferQueue & {
	readonly requests: TransferRequest[];
	/** `pause t1`, `decide t1 3 skip all`. */
	readonly asked: string[];
	tell(...transfers: readonly Transfer[]): void;
};

export function playedQueue(): PlayedQueue {
	const listeners = new Set<(transfers: readonly Transfer[]) => void>();
	const requests: TransferRequest[] = [];
	const asked: string[] = [];
	let list: readonly Transfer[] = [];
	return {
		requests,
		asked,
		backups: '/home/me/.local/state/sallyport/backups',
		tell(...transfers) {
			list = transfers;
			for (const listener of listeners) {
				listener(list);
			}
		},
		follow(listener) {
			listeners.add(listener);
			listener(list);
			return () => listeners.delete(listener);
		},
		add: request => `t${requests.push(request)}`,
		pause: id => void asked.push(`pause ${id}`),
		resume: id => void asked.push(`resume ${id}`),
		cancel: id => void asked.push(`cancel ${id}`),
		retry: id => void asked.push(`retry ${id}`),
		decide: (id, question, decision, isForAll) =>
			void asked.push(`decide ${id} ${question} ${decision} ${isForAll ? 'all' : 'one'}`),
		clear: () => void asked.push('clear'),
		async close() {
			asked.push('close');
		},
	};
}

const nothing = {files: 0, directories: 0, links: 0, bytes: 0};

/** A transfer as the queue tells of it: a file of 4 MiB on its way to web-1, half of it there. */
export function transferOf(changes: Partial<Transfer> = {}): Transfer {
	return {
		id: 't1',
		request: {
			source: {host: null, paths: ['/here/photo.jpg']},
			target: {host: 'web-1', directory: '/there'},
			name: null,
			isMove: false,
			followsLinks: false,
			onConflict: null,
			onProtected: null,
		},
		state: 'running',
		reason: null,
		notes: [],
		createdAt: 0,
		endedAt: null,
		totals: {...nothing, files: 1, bytes: 4 * 1024 * 1024},
		done: {...nothing, bytes: 2 * 1024 * 1024},
		skipped: 0,
		unfit: 0,
		failed: 0,
		failures: [],
		left: [],
		active: [],
		asked: 0,
		questions: [],
		rate: 1024 * 1024,
		secondsLeft: 2,
		...changes,
	};
}
