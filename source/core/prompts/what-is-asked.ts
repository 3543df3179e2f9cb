import type {Prompt} from './prompt.ts';

/** What is said of a login that waits until somebody else has answered; clean where `what` is. */
export function waitsForAnswer(what: string): string {
	return `Waits for an answer: ssh asks for ${what}, in a dashboard or on the terminal where it was started.`;
}

/** What a question is for, in a few words that follow “ssh asks for”; clean. */
export function whatIsAsked(prompt: Prompt): string {
	switch (prompt.kind) {
		case 'passphrase':
			return prompt.keyPath === null ? 'a passphrase' : `the passphrase of ${prompt.keyPath}`;
		case 'password':
			return `the password of ${prompt.account.user} on ${prompt.account.host}`;
		case 'keyboard-interactive':
			return `what ${prompt.account.host} wants to know`;
		case 'pin':
			return `the PIN of ${prompt.key}`;
		case 'touch':
			return 'a touch of a hardware key';
		case 'host-key':
			return `a decision about the unknown key of ${prompt.question.host}`;
		default:
			return 'an answer';
	}
}
