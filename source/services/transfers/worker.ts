// The process of the transfers: bulk work would disturb the screen, and what it loads is not needed there. It is started
// by open-transfers.ts, talks by messages, and ends with the process that started it: all is in the journals.
import {setPriority} from 'node:os';
import {join} from 'node:path';
import {describeError, Failure} from '../../core/errors.ts';
import {openConnections} from '../keeper/connections.ts';
import type {OnPrompt} from '../keeper/prompt-queue.ts';
import {connectBy} from './connect.ts';
import type {FromWorker, Start, ToWorker} from './messages.ts';
import {openQueue, type Queue} from './queue.ts';
import {quickLocalFiles} from './quick-local-files.ts';

/** How often the list is told while something moves, in milliseconds. */
const rhythm = 100;
/** Keys come first: the priority of nice(1), which the children have as well. */
const niceness = 10;

const answers = new Map<number, (text: string | null) => void>();
/** Those of which the dashboard hears the end. */
const logins = new WeakSet<AbortSignal>();
let lastPrompt = 0;
let queue: Queue | null = null;
let told = '';
let timer: NodeJS.Timeout | null = null;

function send(message: FromWorker): void {
	process.send?.(message, () => {});
}

/** The person at the dashboard answers. */
const askThere: OnPrompt = (asked, over, login) => {
	const prompt = ++lastPrompt;
	if (!logins.has(login)) {
		logins.add(login);
		login.addEventListener('abort', () => send({type: 'login-over', login: asked.login}));
	}
	return new Promise(resolve => {
		answers.set(prompt, resolve);
		over.addEventListener('abort', () => {
			answers.delete(prompt);
			send({type: 'prompt-over', prompt});
			resolve(null);
		});
		send({type: 'prompt', prompt, asked});
	});
};

function tell(): void {
	const list = queue?.list() ?? [];
	const text = JSON.stringify(list);
	if (text !== told) {
		told = text;
		send({type: 'transfers', list});
	}
	const isMoving = list.some(({state}) => state === 'running' || state === 'scanning');
	timer = isMoving ? setTimeout(tell, rhythm) : null;
}

function tellFailure(error: unknown, id: string | null): void {
	send({type: 'failed', id, message: describeError(error)});
}

function tellSoon(): void {
	if (timer === null) {
		timer = setTimeout(tell, 10);
	}
}

function start({configFile, stateDirectory, home, version}: Start): void {
	const connections = openConnections({
		ssh: {program: 'ssh', configFile, env: process.env},
		...{stateDirectory, home, version},
		answering: () => askThere,
		onSilence: advice => send({type: 'keeper-heard', advice}),
	});
	queue = openQueue({
		connect: connectBy(connections.lease),
		local: quickLocalFiles(home),
		journals: join(stateDirectory, 'transfers'),
		backups: join(stateDirectory, 'backups'),
		isUnattended: false,
		patience: Number.POSITIVE_INFINITY,
		onChange: tellSoon,
		onFailure: failure => tellFailure(failure, null),
	});
	tell();
}

async function end(): Promise<void> {
	await queue?.close();
	tell();
	// What is still to be sent is sent before.
	process.send?.({type: 'transfers', list: queue?.list() ?? []}, () => process.exit(0));
	setTimeout(() => process.exit(0), 1000).unref();
}

function hear(message: ToWorker): void {
	switch (message.type) {
		case 'start':
			start(message);
			break;
		case 'add':
			if (queue === null) {
				throw new Failure('The process of the transfers could not begin.', {
					nextStep: '`!` shows the messages.',
				});
			}
			queue.add(message.id, message.request);
			break;
		case 'pause':
		case 'resume':
		case 'cancel':
		case 'retry':
			queue?.[message.type](message.id);
			break;
		case 'decide':
			queue?.decide(message.id, message.question, message.decision, message.isForAll);
			break;
		case 'clear':
			queue?.clear();
			break;
		case 'close':
			void end();
			break;
		case 'answer':
			answers.get(message.prompt)?.(message.text);
			answers.delete(message.prompt);
	}
}

try {
	setPriority(niceness);
} catch {}
process.on('message', (message: ToWorker) => {
	try {
		hear(message);
	} catch (error) {
		tellFailure(error, message.type === 'add' ? message.id : null);
	}
});
process.on('disconnect', () => {
	void queue?.close().then(() => process.exit(0));
	setTimeout(() => process.exit(0), 3000).unref();
});
// A key that means the dashboard means not us.
for (const name of ['SIGINT', 'SIGHUP', 'SIGTSTP'] as const) {
	process.on(name, () => {});
}
