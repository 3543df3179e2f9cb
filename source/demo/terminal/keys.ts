/** A key as the line editor knows it; `text` carries what was typed or pasted. */
export type Key =
	| {readonly name: 'text'; readonly text: string}
	| {
			readonly name:
				| 'enter'
				| 'backspace'
				| 'delete'
				| 'left'
				| 'right'
				| 'up'
				| 'down'
				| 'home'
				| 'end'
				| 'kill-left'
				| 'kill-right'
				| 'kill-word'
				| 'clear'
				| 'complete'
				| 'interrupt'
				| 'end-of-input';
	  };

type KeyName = Exclude<Key['name'], 'text'>;

const controls: Readonly<Record<string, KeyName>> = {
	'\r': 'enter',
	'\n': 'enter',
	'\r\n': 'enter',
	'\u007F': 'backspace',
	'\b': 'backspace',
	'\t': 'complete',
	'\u0001': 'home',
	'\u0002': 'left',
	'\u0003': 'interrupt',
	'\u0004': 'end-of-input',
	'\u0005': 'end',
	'\u0006': 'right',
	'\u000B': 'kill-right',
	'\f': 'clear',
	'\u000E': 'down',
	'\u0010': 'up',
	'\u0015': 'kill-left',
	'\u0017': 'kill-word',
};

const sequences: Readonly<Record<string, KeyName>> = {
	'[A': 'up',
	'[B': 'down',
	'[C': 'right',
	'[D': 'left',
	'[F': 'end',
	'[H': 'home',
	'[1~': 'home',
	'[3~': 'delete',
	'[4~': 'end',
	'[7~': 'home',
	'[8~': 'end',
	OA: 'up',
	OB: 'down',
	OC: 'right',
	OD: 'left',
	OF: 'end',
	OH: 'home',
};

const token =
	/\u001B(?<sequence>\[[0-?]*[ -/]*[@-~]|O[ -~]|[^[O])|(?<control>\r\n|[\u0000-\u001F\u007F])|(?<text>[^\u0000-\u001F\u007F]+)/gsu;
const unfinished = /\u001B(?:\[[0-?]*[ -/]*|O)?$/;
const longestSequence = 32;

/**
 * Turns what a terminal sends into keys. `rest` is an escape sequence that is not complete: it belongs before the
 * next text. Sequences that mean nothing here are dropped, as are other control characters.
 */
export function decodeKeys(text: string): {readonly keys: Key[]; readonly rest: string} {
	const found = unfinished.exec(text)?.[0] ?? '';
	const rest = found.length > longestSequence ? '' : found;
	const whole = text.slice(0, text.length - found.length);
	const keys = Array.from(whole.matchAll(token), ({groups}): Key[] => {
		const {sequence, control, text: typed} = groups!;
		if (typed !== undefined) {
			const clean = typed.replaceAll(/[\u0080-\u009F]/g, '');
			return clean === '' ? [] : [{name: 'text', text: clean}];
		}
		const name = sequence === undefined ? controls[control!] : sequences[sequence];
		return name === undefined ? [] : [{name}];
	});
	return {keys: keys.flat(), rest};
}
