import {meaningfulLines} from '../../core/diagnosis/last-words.ts';
import {describeError, Refusal} from '../../core/errors.ts';
import {askedAgain, type ForwardRecord, isWanted, newRecord} from '../../core/forwards/forward-file.ts';
import {type ForwardPlan, isUp} from '../../core/forwards/forward-status.ts';
import type {Environment} from '../../core/keeper/environment.ts';
import type {ForwardAction, ForwardRequest} from '../../core/keeper/forward-messages.ts';
import type {Client} from '../client.ts';
import type {Hubs} from '../hubs.ts';
import {openBook} from './book.ts';
import {type Carrier, openCarrier} from './carrier.ts';
import {openDenials} from './denials.ts';
import {openEnvironments} from './environments.ts';
import {newId} from './new-id.ts';
import {openObstacles} from './obstacles.ts';
import {openRun, type Run} from './run.ts';
import {isWaiting, statusOf} from './status-of.ts';
import {type Surroundings, watchSurroundings} from './surroundings.ts';
import {verify} from './verify.ts';
import {openWatches} from './watches.ts';

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
	/** A person is asked something, or no longer. */
	asked(): void;
	/** A client went away. */
	forget(client: Client): void;
	/** Whether any is to be kept up. */
	isAlive(): boolean;
	/** Writes down how they are, and does nothing more: another keeper goes on with them. */
	leave(): void;
};

export function openForwards(options: ForwardsOptions): Forwards {
	const {hubs, log} = options;
	const runs = new Map<string, Run>();
	const carriers = new Map<string, Carrier>();
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
	let isLeft = false;

	const all = (): Run[] => [...runs.values()];
	const isAlive = (): boolean => all().some(run => isWanted(run.record()));

	const watches = openWatches(() => all().map(statusOf));

	/** Something is done: whoever asked for it knows how things are then. */
	function tellDone(client: Client, id: number, forward: string, lines: readonly string[]): void {
		watches.tell(client);
		client.send({type: 'forward-done', id, forward, lines});
	}

	function changed(): void {
		if (isLeft) {
			return;
		}
		book.changed();
		watches.announce();
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

	const keyOf = ({alias, configFile}: Pick<ForwardPlan, 'alias' | 'configFile'>): string =>
		JSON.stringify([alias, configFile]);

	const environmentOf = (plan: ForwardPlan): Environment =>
		environments.mended(askers.get(keyOf(plan))?.environment);

	function carrierOf(plan: ForwardPlan): Carrier {
		const {alias, configFile} = plan;
		const key = keyOf(plan);
		const carrier =
			carriers.get(key) ??
			openCarrier(alias, {
				share: () => hubs.carrying(alias, configFile),
				environment: () => environmentOf(plan),
				answerer: () => watches.answererFor(askers.get(key)),
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
	const denials = openDenials(environmentOf, start);
	const runContext = {carrier: carrierOf, changed, denied: denials.add, obstacle};

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
			const id = forward ?? newId(taken => runs.has(taken));
			run = openRun(newRecord(plan, id, Date.now()), runContext);
			runs.set(id, run);
		} else {
			await run.change(forward === null ? askedAgain(run.record(), plan) : plan);
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

	/** What needed somebody is tried again now that there is one. */
	function attended(client: Client): void {
		for (const run of all().filter(one => one.record().state === 'needs you')) {
			start(client, run);
		}
	}

	async function answer(client: Client, request: ForwardRequest): Promise<void> {
		switch (request.type) {
			case 'forwards-watch':
				watches.watch(client, request);
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
			case 'forward-log': {
				const run = find(request.forward);
				const lines = meaningfulLines(run.carrier().stderr()).slice(-50);
				const {history} = run.record();
				client.send({type: 'forward-logged', id: request.id, history, lines});
			}
		}
	}

	function seen(client: Client): void {
		environments.seen(client.environment);
		void denials.seen(client);
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
		seen,
		ask(client, request) {
			seen(client);
			answer(client, request).catch((error: unknown) => {
				if (!(error instanceof Refusal)) {
					log('A forward could not be looked after', error);
				}
				client.send({type: 'error', id: request.id, message: describeError(error).slice(0, 2000)});
			});
		},
		asked: () => all().some(isWaiting) && watches.announce(),
		forget: watches.forget,
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
