import {questionsEnvironment} from '../../core/keeper/environment.ts';
import type {Desk} from './desk.ts';
import type {OnPrompt} from './prompt-queue.ts';

export type AskingOptions = {
	/** What it is for: shown with the questions. */
	readonly alias: string;
	/** The same in a sentence, where it is not the connection to a host. */
	readonly purpose?: string | undefined;
	readonly onPrompt: OnPrompt;
	/** A person refused to answer: end the child now, or it asks again. */
	onCancel(): void;
	/** Nobody can be asked any more: what asks from now on gets no answer, which ssh takes for an empty one. */
	onLost?(): void;
	/** A person is asked now: stop the clock; what it returns is called when that is over. */
	pause?(): () => void;
	/** What the child wrote to stderr since this was asked last: shown with the questions of servers. */
	news?(): string;
};

/** What lets one child (ssh, ssh-add, ssh-keygen) ask its questions here. */
export type Asking = {
	/** To be added to the environment of that child alone. */
	readonly env: Readonly<Record<string, string>>;
	/** Has the keeper end the child's process group, which it must lead, when we die. */
	child(pid: number): void;
	/** When the child has ended. */
	release(): void;
};

/** Throws a Failure when there is no keeper to be had. */
export function openAsking(
	desk: Desk,
	{alias, purpose, onPrompt, onCancel, onLost, pause, news}: AskingOptions,
): Promise<Asking> {
	return new Promise((resolve, reject) => {
		let isGranted = false;
		const id = desk.open({
			alias,
			purpose,
			onPrompt,
			// A token is known to one keeper: what the next one gives comes too late for the child.
			request: own => (isGranted ? null : {type: 'grant', id: own, alias}),
			hear(message) {
				if (message.type === 'granted') {
					isGranted = true;
					resolve({
						env: questionsEnvironment(message.askpass, message.token),
						child: pid => desk.send({type: 'child', id, pid}),
						release: () => desk.end(id),
					});
				}
			},
			cancelled: onCancel,
			...(pause && {pause}),
			...(news && {news}),
			interrupted() {
				if (isGranted) {
					onLost?.();
				}
			},
			lost: reject,
		});
	});
}
