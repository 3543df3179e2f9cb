import type {OpenPrompt} from './prompt.ts';

/** What is sent to ssh for an answer as typed, or what is wrong with it. */
export type JudgedAnswer = {readonly answer: string} | {readonly complaint: string};

const anyFingerprint = /^([A-Z0-9]+:)?([A-Za-z0-9+/]{43}=?|([0-9a-f]{2}:){15}[0-9a-f]{2})$/;

/**
 * Judges what was typed to a question that is answered in the open. A host key is accepted by its fingerprint alone, which
 * ssh compares again; a typed `yes` stands for it, but not where `isDoubtful`: then only the fingerprint itself will do.
 */
export function judgeAnswer(prompt: OpenPrompt, typed: string, isDoubtful: boolean): JudgedAnswer {
	const text = typed.trim();
	const word = text.toLowerCase();
	if (word === 'no') {
		return {answer: 'no'};
	}
	switch (prompt.kind) {
		case 'confirm':
			return word === 'yes' ? {answer: 'yes'} : {complaint: 'Type yes or no.'};
		case 'host-key-again':
			return anyFingerprint.test(text)
				? {answer: text}
				: {complaint: 'Type the fingerprint of the key, or no. Esc cancels the connection.'};
		case 'host-key': {
			const {fingerprint} = prompt.question;
			if (text === fingerprint || text === fingerprint.slice(fingerprint.indexOf(':') + 1)) {
				return {answer: fingerprint};
			}
			if (anyFingerprint.test(text)) {
				return {complaint: 'That is not the fingerprint of the key shown here: do not accept this key.'};
			}
			if (word !== 'yes') {
				return {complaint: 'Type yes, or paste the fingerprint you were given. no or Esc refuses.'};
			}
			return isDoubtful
				? {complaint: 'yes is not enough here: paste the whole fingerprint to accept this key all the same.'}
				: {answer: fingerprint};
		}
	}
}
