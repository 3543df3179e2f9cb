/**
 * Something the user asked for that cannot be done, as expected: shown on the message line.
 * `message` says what and where, `nextStep` what to do about it.
 */
export class Refusal extends Error {
	override name = 'Refusal';
	readonly nextStep: string | undefined;
	constructor(message: string, nextStep?: string) {
		super(message);
		this.nextStep = nextStep;
	}
}

/**
 * The world did not do what it should (network, disk, a child process): shown in a dialog and logged.
 * `message` says what happened and where, `nextStep` what to do, `cause` keeps the original.
 */
export class Failure extends Error {
	override name = 'Failure';
	readonly nextStep: string | undefined;
	constructor(message: string, options: {nextStep?: string; cause?: unknown} = {}) {
		super(message, options.cause === undefined ? undefined : {cause: options.cause});
		this.nextStep = options.nextStep;
	}
}

/** A state the program holds to be impossible: the terminal is restored, then the trace is printed. */
export class Bug extends Error {
	override name = 'Bug';
}

/** The message of anything thrown, with its next step where it has one. */
export function describeError(error: unknown): string {
	if (error instanceof Refusal || error instanceof Failure) {
		return error.nextStep ? `${error.message} ${error.nextStep}` : error.message;
	}
	return error instanceof Error ? error.message : String(error);
}

/** Whether an error only says that the work was cancelled through its AbortSignal. */
export function isAbort(error: unknown): boolean {
	return (
		error instanceof Error &&
		(error.name === 'AbortError' || (error as {code?: unknown}).code === 'ABORT_ERR')
	);
}
