import type {Done, Engine} from './engine.ts';

type Issue<Result> = (engine: Engine, done: Done<Result>) => void;

/** Sends one request by the engine, at once, and waits for its answer; rejects as SftpSession says. */
export type Call = <Result>(issue: Issue<Result>, options?: CallOptions) => Promise<Result>;

/**
 * The same with a callback in place of a promise, for what is asked by the thousand. It is called once, in the turn of the
 * answer, and must not throw; a handle that it gets is good for that turn only.
 */
export type Ask = <Result>(issue: Issue<Result>, options: CallOptions, done: Answered<Result>) => void;

export type Answered<Result> = (error: Error | undefined, result?: Result) => void;

export type CallOptions = {
	/** Where the data of the answer go; the result is then their length. */
	readonly target?: Buffer;
	/** What the last byte of the request stands for: it goes out as it is, uncopied, with its length. */
	readonly payload?: Buffer;
	/** It may take long on the server. */
	readonly isSlow?: boolean;
	/** Sends it as this extension instead. */
	readonly extension?: string;
};
