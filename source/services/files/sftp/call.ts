import type {Done, Engine} from './engine.ts';

/** Sends one request by the engine, at once, and waits for its answer; rejects as SftpSession says. */
export type Call = <Result>(
	send: (engine: Engine, done: Done<Result>) => void,
	options?: CallOptions,
) => Promise<Result>;

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
