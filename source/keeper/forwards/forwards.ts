import {randomInt} from 'node:crypto';
import {meaningfulLines} from '../../core/diagnosis/last-words.ts';
import {describeError, Refusal} from '../../core/errors.ts';
import {type ForwardRecord, isWanted} from '../../core/forwards/forward-file.ts';
import {type ForwardPlan, type ForwardStatus, isUp} from '../../core/forwards/forward-status.ts';
import type {Environment} from '../../core/keeper/environment.ts';
import type {ForwardAction, ForwardMoment, ForwardRequest} from '../../core/keeper/forward-messages.ts';
import type {Client, Owner} from '../client.ts';
import type {Hubs} from '../hubs.ts';
import {openBook} from './book.ts';
import {type Carrier, openCarrier} from './carrier.ts';
import {openEnvironments} from './environments.ts';
import {openObstacles} from './obstacles.ts';
import {openRun, type Run} from './run.ts';
import {type Surroundings, watchSurroundings} from './surroundings.ts';
import {verify} from './verify.ts';

export type ForwardsOptions = {
	readonly stateDirectory: string;
	readonly hubs: Hubs;
	/** Something began or ended. */
	changed(): void;
	log(line: string, error?: unknown): void;
};

/** The forwards of this user: brought up, and kept up, on the hubs of their hosts. */
export type Forwards = {
	/** Goes on with what an earlier keeper left. */
	begin(): void;
	/** A client attached or asked for something. */
	seen(client: Client): void;
	ask(client: Client, request: ForwardRequest): void;
	/** A client went away. */
	forget(client: Client): void;
	/** Whether any is to be kept up. */
	isAlive(): boolean;
	/** Writes down how they are, and does nothing more: another keeper goes on with them. */
	leave(): void;
};

type Watch = {readonly id: number; readonly answers: 'all' | 'own' | 'none'};

const letters = 'bcdfghjkmnpqrstvwxz';
const announceDelay = 50;
/** The more there are, the longer it takes to tell of them all: milliseconds for each. */
const announceDelayOfEach = 2;

export function openForwards(options: ForwardsOptions): Forwards {
	const {hubs, log} = options;
	const runs = new Map<string, Run>();
	const carriers = new Map<string, Carrier>();
	const watches = new Map<Client, Watch>();
	/** Who asked for a host's forwards last: that environment and that person. */
	const askers = new Map<string, Client>();
	const book = openBook(
		options.stateDirectory,
		() => ({agent: environments.agent(), forwards: all().map(run => run.record())}),
		log,
	);
	const left = book.read();
	const environments = openEnvironments(left.agent);
	let surroundings: Surroundings | null = null;
	let isAnnouncing = false;
	let isLeft = false;

	const all = (): Run[] => [...runs.values()];
	const isAlive = (): boolean => all().some(run => isWanted(run.record()));

	function statusOf(run: Run): ForwardStatus {
		const {history, ...status} = run.record();
		return status;
	}

	function tell(client: Client): void {
		const watch = watches.get(client);
		if (watch !== undefined) {
			client.send({type: 'forwards', id: watch.id, forwards: all().map(statusOf)});
		}
	}

	function announce(): void {
		if (!isAnnouncing) {
			isAnnouncing = true;
			setTimeout(
				() => {
					isAnnouncing = false;
					for (const client of watches.keys()) {
						tell(client);
					}
				},
				announceDelay + runs.size * announceDelayOfEach,
			);
		}
	}

	/** Something is done: whoever asked for it knows how things are then. */
	function tellDone(client: Client, id: number, forward: string, lines: readonly string[]): void {
		tell(client);
		client.send({type: 'forward-done', id, forward, lines});
	}

	function changed(): void {
		if (isLeft) {
			return;
		}
		book.changed();
		announce();
		if (isAlive() && surroundings === null) {
			surroundings = watchSurroundings(look, recheck);
		} else if (!isAlive() && surroundings !== null) {
			surroundings.stop();
			surroundings = null;
		}
		options.changed();
	}

	function look(): void {
		for (const carrier of carriers.values()) {
			carrier.look();
		}
	}

	function recheck(why: string): void {
		log(`${why}: the forwards are looked after`);
		look();
		for (const run of all()) {
			run.retry();
		}
		for (const carrier of carriers.values()) {
			void carrier.check();
		}
	}

	/** The one who answers for a host: who asked for it, else whoever is there for everything. */
	function answererOf(key: string): Owner | null {
		const asker = askers.get(key);
		const own = asker === undefined ? undefined : watches.get(asker);
		if (asker !== undefined && own !== undefined && own.answers !== 'none') {
			return {client: asker, id: own.id};
		}
		const [client, watch] = [...watches].findLast(([, {answers}]) => answers === 'all') ?? [];
		return client === undefined || watch === undefined ? null : {client, id: watch.id};
	}

	const keyOf = ({alias, configFile}: Pick<ForwardPlan, 'alias' | 'configFile'>): string =>
		JSON.stringify([alias, configFile]);

	function carrierOf(plan: ForwardPlan): Carrier {
		const {alias, configFile} = plan;
		const key = keyOf(plan);
		const carrier =
			carriers.get(key) ??
			openCarrier(alias, {
				share: () => hubs.carrying(alias, configFile),
				environment: (): Environment => environments.mended(askers.get(key)?.environment),
				answerer: () => answererOf(key),
				trying() {
					for (const run of all()) {
						if (keyOf(run.record()) === key) {
							run.joinIn();
						}
					}
				},
				describeHolder,
				log,
			});
		carriers.set(key, carrier);
		return carrier;
	}

	const {describeHolder, obstacle} = openObstacles(all);
	const runContext = {carrier: carrierOf, changed, obstacle};

	function newId(): string {
		for (;;) {
			const id = `${letters[randomInt(letters.length)]}${randomInt(10)}${letters[randomInt(letters.length)]}${randomInt(10)}`;
			if (!runs.has(id)) {
				return id;
			}
		}
	}

	/** What an earlier keeper left is up as long as the ssh lives that carried it. */
	function asFound(record: ForwardRecord): ForwardRecord {
		const {alias, configFile, pid} = record;
		if (!isUp(record) || hubs.carrying(alias, configFile).connection()?.pid === pid) {
			return record;
		}
		const reason = 'The ssh that carried it ended.';
		return {...record, state: 'reconnecting', reason, since: Date.now(), pid: null, port: null};
	}

	function find(id: string): Run {
		const run = runs.get(id);
		if (run === undefined) {
			throw new Refusal(`There is no forward ${id}.`);
		}
		return run;
	}

	async function set(
		client: Client,
		request: Extract<ForwardRequest, {type: 'forward-set'}>,
	): Promise<string> {
		const {plan, forward, isStarted} = request;
		const same = all().find(run => {
			const record = run.record();
			return (
				keyOf(record) === keyOf(plan) &&
				record.kind === plan.kind &&
				record.specification === plan.specification
			);
		});
		let run = forward === null ? same : runs.get(forward);
		if (forward !== null && same !== undefined && same !== run) {
			throw new Refusal(`The forward ${same.record().id} is the same.`);
		}
		if (run === undefined) {
			const id = forward ?? newId();
			const start = {state: 'stopped', reason: null, since: Date.now(), attempt: 0} as const;
			const record = {...plan, ...start, id, nextAt: null, port: null, pid: null, history: []};
			run = openRun(record, runContext);
			runs.set(id, run);
		} else {
			const before = run.record();
			// Asked for once more without a word on these, it stays what it is.
			const merged =
				forward !== null
					? plan
					: {
							...plan,
							label: plan.label ?? before.label,
							isSaved: plan.isSaved || before.isSaved,
							isAutomatic: plan.isAutomatic || before.isAutomatic,
						};
			await run.change(merged);
		}
		if (isStarted) {
			start(client, run);
		}
		changed();
		return run.record().id;
	}

	function start(client: Client | null, run: Run): void {
		if (client !== null) {
			askers.set(keyOf(run.record()), client);
		}
		run.start();
	}

	async function act(client: Client, id: string, action: ForwardAction): Promise<readonly string[]> {
		const run = find(id);
		switch (action) {
			case 'start':
				start(client, run);
				return [];
			case 'stop':
				await run.stop();
				return [];
			case 'restart':
				await run.stop();
				start(client, run);
				return [];
			case 'remove':
				await run.stop();
				runs.delete(id);
				changed();
				return [];
			case 'verify':
				return verify(run);
		}
	}

	function logOf(run: Run): {history: readonly ForwardMoment[]; lines: readonly string[]} {
		const lines = meaningfulLines(run.carrier().stderr()).slice(-50);
		return {history: run.record().history, lines};
	}

	/** What needed somebody is tried again now that there is one. */
	function attended(client: Client): void {
		for (const run of all()) {
			if (run.record().state === 'needs you') {
				start(client, run);
			}
		}
	}

	async function answer(client: Client, request: ForwardRequest): Promise<void> {
		switch (request.type) {
			case 'forwards-watch':
				watches.delete(client);
				watches.set(client, {id: request.id, answers: request.answers});
				tell(client);
				if (request.answers === 'all') {
					attended(client);
				}
				return;
			case 'forward-set': {
				const forward = await set(client, request);
				tellDone(client, request.id, forward, []);
				return;
			}
			case 'forward-act': {
				const lines = await act(client, request.forward, request.action);
				tellDone(client, request.id, request.forward, lines);
				return;
			}
			case 'forwards-begin':
				for (const run of all()) {
					if (run.record().isAutomatic && run.record().state === 'stopped') {
						start(client, run);
					}
				}
				return;
			case 'forward-log':
				client.send({type: 'forward-logged', id: request.id, ...logOf(find(request.forward))});
		}
	}

	return {
		begin() {
			for (const record of left.forwards) {
				runs.set(record.id, openRun(asFound(record), runContext));
			}
			for (const run of all()) {
				if (isWanted(run.record())) {
					start(null, run);
				}
			}
			if (runs.size > 0) {
				changed();
			}
		},
		seen: client => environments.seen(client.environment),
		ask(client, request) {
			environments.seen(client.environment);
			answer(client, request).catch((error: unknown) => {
				if (!(error instanceof Refusal)) {
					log('A forward could not be looked after', error);
				}
				client.send({type: 'error', id: request.id, message: describeError(error).slice(0, 2000)});
			});
		},
		forget: client => void watches.delete(client),
		isAlive,
		leave() {
			surroundings?.stop();
			for (const run of all()) {
				run.pause();
			}
			isLeft = true;
			book.flush();
		},
	};
}
