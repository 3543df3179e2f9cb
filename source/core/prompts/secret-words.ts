import type {PassphrasePrompt, PasswordPrompt} from './prompt.ts';

/** What is asked for in each step of a question about a passphrase; the key's name follows. */
export const passphraseWords: Readonly<Record<PassphrasePrompt['step'], string>> = {
	unlock: 'Passphrase of the key',
	old: 'Old passphrase of the key',
	new: 'New passphrase for the key (empty: none)',
	again: 'The same passphrase again',
	lock: 'Password to lock the agent with',
};

/** The same for a password; the account follows. */
export const passwordWords: Readonly<Record<PasswordPrompt['step'], string>> = {
	login: 'Password of',
	old: 'The server wants the password changed. Old password of',
	new: 'New password for',
	again: 'The same new password again, for',
};
