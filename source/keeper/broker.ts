import {randomBytes} from 'node:crypto';
import type {ClientMessage} from '../core/keeper/protocol.ts';
import {askingHop} from './asking-hop.ts';
import type {Client, Owner} from './client.ts';

/** A child that may ask questions. */
type Asker = {
	/** What it is for. */
	readonly alias: string;
	/** Who answers; null when nobody is there. */
	owner(): Owner | null;
	/** A person is asked this now; what it returns is called when that is over. */
	pause(question: Question): () => void;
	/** What it wrote to stderr since it asked last; empty where the client itself hears that. */
	news(): string;
	/** A person refused to answer: the child is to end. */
	cancel(): void;
	/** Nobody was there to answer: the child is to end. */
	miss(question: Question): void;
};

/** Where the helper that ssh started waits for the answer; null is a refusal. */
type Reply = (text: string | null) => void;

type Ask = Extract<ClientMessage, {type: 'ask'}>;
/** What ssh asked: the text for its helper, and what SSH_ASKPASS_PROMPT was. */
export type Question = Pick<Ask, 'text' | 'kind'>;
type Prompt = {
	readonly question: Question;
	readonly owner: Owner;
	readonly asker: Asker;
	readonly reply: Reply;
	readonly goOn: () => void;
};

/** One child, and the clients that have been asked for it. */
type Child = {readonly asker: Asker; readonly login: number; readonly asked: Set<Client>};

export type Broker = {
	/** Lets a child ask: the token is for its environment alone. `revoke` ends that, and its open questions. */
	grant(asker: Asker): {readonly token: string; revoke(): void};
	/** A question arrived. Returns what is to be called when the helper goes away. */
	ask(question: Ask, reply: Reply): () => void;
	answer(client: Client, prompt: number, text: string): void;
	cancel(client: Client, prompt: number): void;
	/** A client went away: nobody answers what it was asked. */
	forget(client: Client): void;
	openPrompts(): number;
};

/**
 * Carries questions of children to the clients that answer them. Each answer goes to the one question it is for. `changed`:
 * something is asked, or no longer.
 */
export function openBroker(changed: () => void): Broker {
	const askers = new Map<string, Child>();
	const prompts = new Map<number, Prompt>();
	let last = 0;
	let lastLogin = 0;

	/** Takes a question out; undefined when it is over already, or another client's. */
	function take(id: number, client?: Client): Prompt | undefined {
		const prompt = prompts.get(id);
		if (prompt === undefined || (client !== undefined && prompt.owner.client !== client)) {
			return undefined;
		}
		prompts.delete(id);
		prompt.goOn();
		changed();
		return prompt;
	}

	/** The question is over without an answer: whoever shows it is told. */
	function drop(id: number): void {
		const prompt = take(id);
		prompt?.reply(null);
		prompt?.owner.client.send({type: 'prompt-over', prompt: id});
	}

	return {
		grant(asker) {
			const token = randomBytes(16).toString('hex');
			const login = ++lastLogin;
			const asked = new Set<Client>();
			askers.set(token, {asker, login, asked});
			return {
				token,
				revoke() {
					askers.delete(token);
					for (const [id, prompt] of prompts) {
						if (prompt.asker === asker) {
							drop(id);
						}
					}
					for (const client of asked) {
						client.send({type: 'login-over', login});
					}
					asked.clear();
				},
			};
		},
		ask({token, text, kind, parent}, reply) {
			const child = askers.get(token);
			const owner = child?.asker.owner() ?? null;
			if (child === undefined || owner === null) {
				child?.asker.miss({text, kind});
				reply(null);
				return () => {};
			}
			const {asker, login, asked} = child;
			asked.add(owner.client);
			const id = ++last;
			prompts.set(id, {question: {text, kind}, owner, asker, reply, goOn: asker.pause({text, kind})});
			changed();
			const hop = askingHop(parent);
			const whose = {owner: owner.id, login, alias: asker.alias, hop};
			const said = asker.news().replaceAll('\0', '');
			owner.client.send({type: 'prompt', prompt: id, ...whose, text, kind, said});
			return () => drop(id);
		},
		answer(client, id, text) {
			take(id, client)?.reply(text);
		},
		cancel(client, id) {
			const prompt = take(id, client);
			prompt?.asker.cancel();
			prompt?.reply(null);
		},
		forget(client) {
			for (const [id, prompt] of prompts) {
				if (prompt.owner.client === client) {
					take(id)?.asker.miss(prompt.question);
					prompt.reply(null);
				}
			}
		},
		openPrompts: () => prompts.size,
	};
}
