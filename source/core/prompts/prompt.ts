/** The child that asks, as we know it ourselves. */
export type PromptChild = {
	/** The host it connects to, or what else it is for. */
	readonly alias: string;
	/** What for in a sentence, where it is not the connection to that host. */
	readonly purpose?: string | null | undefined;
	/** The machines it jumps over on the way there, nearest first. */
	readonly hops: readonly string[];
	/** Which of those its question is about: null for the host itself, undefined where that is not known. */
	readonly hop?: string | null | undefined;
	/** What was written to its stderr before the question: see saidBefore. */
	readonly said?: readonly string[];
};

/** The account that a login is for, in ssh's own words: the host by its HostName or HostKeyAlias. Clean. */
export type Account = {readonly user: string; readonly host: string};

/** What ssh says of a host whose key it does not know. All clean; the fingerprint is what ssh takes for a yes to this key. */
export type HostKeyQuestion = {
	/** As known_hosts names it: `web-1`, `[web-1]:2222`, or the HostKeyAlias. */
	readonly host: string;
	/** The address it has, `[10.0.0.1]:2222` where the port is not 22; null behind a proxy, where ssh does not know it. */
	readonly address: string | null;
	readonly keyType: string;
	readonly fingerprint: string;
	/** What ssh found in the DNS, where it was told to look (VerifyHostKeyDNS). */
	readonly dns: 'matches' | 'no-match' | null;
	/** Where else the same key stands in known_hosts: `~/.ssh/known_hosts:3`, and the name there. */
	readonly otherNames: readonly {readonly place: string; readonly name: string}[];
	/** How many more such names ssh left out. */
	readonly omitted: number;
};

export type PassphrasePrompt = {
	readonly kind: 'passphrase';
	/** The key's path as ssh writes it, cut at 100 bytes by ssh itself; null where the question names none. */
	readonly keyPath: string | null;
	/** `unlock` an existing key, its `old` passphrase, a `new` one, the same `again`; `lock` an agent. */
	readonly step: 'unlock' | 'old' | 'new' | 'again' | 'lock';
	/** The one before was wrong. */
	readonly isRetry: boolean;
};

export type PasswordPrompt = {
	readonly kind: 'password';
	readonly account: Account;
	/** `old`, `new` and `again`: the server wants it changed. */
	readonly step: 'login' | 'old' | 'new' | 'again';
};

/** The server's own question. `serverText` is what it wrote, clean, a string a line: nothing in it is ssh's. */
type KeyboardInteractivePrompt = {
	readonly kind: 'keyboard-interactive';
	readonly account: Account;
	readonly serverText: readonly string[];
};

type PinPrompt = {readonly kind: 'pin'; readonly keyType: string | null; readonly key: string};

/** Nothing is to be answered: someone has to touch a key. `text` is all that ssh said, for one that is not known. */
export type TouchPrompt = {
	readonly kind: 'touch';
	readonly key: {readonly type: string; readonly fingerprint: string} | null;
	readonly text: readonly string[];
};

export type HostKeyPrompt = {readonly kind: 'host-key'; readonly question: HostKeyQuestion};

/** ssh did not take the last answer to a host-key question. */
type HostKeyAgainPrompt = {readonly kind: 'host-key-again'};

/** A question for yes or no. */
type ConfirmPrompt = {readonly kind: 'confirm'; readonly text: readonly string[]};

/** A question that is not known here: its text, clean, and no word on who wrote it. */
type UnknownPrompt = {readonly kind: 'unknown'; readonly text: readonly string[]};

/** Questions whose answer is secret, or may be. */
export type SecretPrompt =
	| PassphrasePrompt
	| PasswordPrompt
	| KeyboardInteractivePrompt
	| PinPrompt
	| UnknownPrompt;

/** Questions answered with a word that may be seen. */
export type OpenPrompt = HostKeyPrompt | HostKeyAgainPrompt | ConfirmPrompt;

/** A question, and whose it is. */
export type Asked<Question> = {readonly child: PromptChild} & Question;

/** A question that ssh or one of its tools asks through its askpass program. */
export type Prompt = Asked<SecretPrompt | OpenPrompt | TouchPrompt>;
