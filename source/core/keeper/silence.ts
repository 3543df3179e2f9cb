import {Failure} from '../errors.ts';

/** What helps where a keeper does not answer, as a sentence. */
export function silenceAdvice(pid: number, isStopped: boolean): string {
	return isStopped
		? `It was stopped: kill -CONT ${pid} lets it go on.`
		: `It may hang: kill -KILL ${pid} ends it, and the next one takes over what it kept.`;
}

/** A keeper was asked something and says nothing, but has not gone. */
export class SilentKeeper extends Failure {
	override name = 'SilentKeeper';
	/** Resolves when it says something after all, or has gone. */
	readonly over: Promise<void>;
	constructor(advice: string | null, over: Promise<void>) {
		super('The keeper of shared connections does not answer.', advice === null ? {} : {nextStep: advice});
		this.over = over;
	}
}

/** The same on one line: what helps is not to be cut off on a narrow screen. */
export function silenceText(advice: string): string {
	return `No answer from the keeper. ${advice}`;
}
