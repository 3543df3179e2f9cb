/** Why ssh failed, in plain words, and one next step. Both are sentences, clean and fit for one line. */
export type Explanation = {readonly cause: string; readonly advice: string};

/** What is known of the connection without asking ssh. */
export type FailureContext = {readonly alias: string};

/** The named parts of a message, as far as it has them. */
export type Parts = Readonly<Record<string, string>>;

/**
 * One message of OpenSSH. `pattern` matches a whole line. Where ssh says the cause first and then a general last line
 * (“Host key verification failed.”), `because` holds the messages that may stand before it and say more.
 */
export type Rule = {
	readonly pattern: RegExp;
	readonly explain: (parts: Parts, context: FailureContext) => Explanation;
	readonly because?: readonly Rule[];
};

/** A rule whose words need no part of the message. */
export function fixed(pattern: RegExp, cause: string, advice: string, because: readonly Rule[] = []): Rule {
	return {pattern, explain: () => ({cause, advice}), because};
}
