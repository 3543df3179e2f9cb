import type {Transfer} from '../core/transfers/transfer.ts';
import type {ConnectionNews} from '../services/keeper/connections.ts';
import {isFilterOpen} from '../state/is-filter-open.ts';
import type {Store} from '../state/store.ts';
import {type Followers, follow} from './background/follow.ts';
import {followOwnForwards} from './background/follow-own-forwards.ts';
import {followTransfers} from './background/follow-transfers.ts';
import type {Context} from './context.ts';
import {type Dialogs, openDialogs} from './dialogs/dialogs.ts';
import {createDispatcher, type Dispatcher} from './dispatch.ts';
import {answerQuestions} from './files/answer-questions.ts';
import {openBrowser} from './files/browser.ts';
import {sweepEdits} from './files/sweep-edits.ts';
import {handlers} from './handlers/index.ts';
import {showChangedKey} from './handlers/show-changed-key.ts';
import {hearConnection} from './hear-connection.ts';
import {hearKeeper} from './hear-keeper.ts';
import {openPrompts, type Prompts} from './prompts/prompts.ts';
import type {Services, Terminal} from './services.ts';

export type Commands = {
	readonly dispatcher: Dispatcher;
	/** Asks the user what a child of ours asks. */
	readonly ask: Prompts['ask'];
	readonly answering: Prompts['answering'];
	readonly dialogs: Dialogs;
	/** Takes what a shared login taught about its host. */
	hear(news: ConnectionNews): void;
	/** The keeper does not answer: what helps; null: it does again. */
	hearKeeper(advice: string | null): void;
	/** Begins to follow the files, the agent and the selection. */
	start(): void;
	/** Ends that, and cancels all work under way. */
	stop(): void;
};

export type CommandsOptions = {
	readonly store: Store;
	readonly services: Services;
	readonly terminal: Terminal;
	readonly isInTmux: boolean;
	/** Ends the program with a trace: something happened that must not. */
	readonly crash: (error: unknown) => void;
};

/** Work that can be cancelled, the latest last. */
function openWork(store: Store): Pick<Context, 'work' | 'cancelWork'> & {cancelAll(): void} {
	const underWay: AbortController[] = [];
	return {
		async work(title, task) {
			const controller = new AbortController();
			underWay.push(controller);
			let shown = title;
			store.send({type: 'work-started', title});
			try {
				await task(controller.signal, next => {
					store.send({type: 'work-retitled', title: shown, next});
					shown = next;
				});
			} finally {
				underWay.splice(underWay.indexOf(controller), 1);
				store.send({type: 'work-ended', title: shown});
			}
		},
		cancelWork: () => underWay.at(-1)?.abort(),
		cancelAll() {
			for (const controller of underWay) {
				controller.abort();
			}
		},
	};
}

/** Joins the command table with the state, the services and the terminal. */
export function openCommands({store, services, terminal, isInTmux, crash}: CommandsOptions): Commands {
	const {work, cancelWork, cancelAll} = openWork(store);
	const prompts = openPrompts(store, services, terminal, error => dispatcher.report(error));
	const say: Context['say'] = (tone, text) =>
		store.send({type: 'message-shown', tone, text, at: services.now()});
	const dialogs = openDialogs(store, say, error => dispatcher.report(error));
	const files = openBrowser({
		store,
		services,
		report: error => dispatcher.report(error),
		say,
		loginFailed: ({alias, stderr}) => {
			showChangedKey(context, {alias, port: null}, stderr).catch(dispatcher.report);
		},
	});
	let stopTransfers: () => void = () => {};
	let stopForwards: () => void = () => {};
	let followers: Followers | null = null;
	const context: Context = {
		state: store.state,
		send: store.send,
		services,
		terminal,
		prompts,
		files,
		dialogs,
		surroundings: () => ({isInTmux, obstacle: services.sessions.obstacle()}),
		say,
		run: id => dispatcher.run(id),
		runConfirmed: id => dispatcher.run(id, true),
		work,
		cancelWork,
		refresh: () => followers?.refresh(),
		allowExec: alias => followers?.allowExec(alias),
	};
	/** A transfer that asks gets its answer at once where nothing else has the keys; else w answers. */
	const onAsked = ({id}: Transfer): void => {
		const {screen, dialog} = store.state();
		if (screen === 'files' && dialog === null && !isFilterOpen(store.state())) {
			answerQuestions(context, id).catch(dispatcher.report);
		}
	};
	const dispatcher = createDispatcher(context, handlers, crash);
	return {
		dispatcher,
		ask: prompts.ask,
		answering: prompts.answering,
		dialogs,
		hearKeeper: advice => hearKeeper(context, advice),
		hear: news => void hearConnection(context, news).catch(dispatcher.report),
		start() {
			void sweepEdits(context);
			stopTransfers = followTransfers({...context, onAsked});
			followers = follow(store, services, dispatcher.report);
			stopForwards = followOwnForwards(store, services, dispatcher.report);
		},
		stop() {
			cancelAll();
			stopTransfers();
			stopForwards();
			files.stop();
			prompts.stop();
			followers?.stop();
		},
	};
}
