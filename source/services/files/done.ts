/**
 * Is called once, with an error or the result; on this machine before the call returns. What is done by the ten thousand
 * takes one in place of a promise.
 */
export type Done<Result> = (error: unknown, result?: Result) => void;
