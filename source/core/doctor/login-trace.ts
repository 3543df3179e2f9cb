import type {Finding} from './stage.ts';
import {tooManyKeys} from './too-many-keys.ts';
import type {TraceEvent} from './trace-event.ts';

/** What the trace of one login tells. */
export class LoginTrace {
	#keys = 0;
	#methods: readonly string[] = [];
	#accepted: {key: string; isOfAgent: boolean} | null = null;
	#unsigned: {key: string; isOfAgent: boolean} | null = null;
	#isPartial = false;

	/** How often the host has answered. */
	answers = 0;

	/** Takes an event; gives what is to be warned of because of it. */
	take(event: TraceEvent): Finding | null {
		switch (event.kind) {
			case 'will-attempt':
				this.#keys += event.isKnownKey ? 1 : 0;
				return null;
			case 'methods': {
				this.answers++;
				this.#methods = event.methods;
				this.#accepted = null;
				return null;
			}
			case 'method':
				return event.name === 'publickey' ? tooManyKeys(this.#keys, 'ssh offers') : null;
			case 'accepted':
				this.#accepted = event;
				return null;
			case 'offering':
			case 'not-sent':
				this.#unsigned ??= this.#accepted;
				this.#accepted = null;
				return null;
			case 'partial-success':
				this.#isPartial = true;
				return null;
			default:
				return null;
		}
	}

	/**
	 * What the login lacks that only its user can give, as a cause; null when it was refused for another reason. To be
	 * asked where ssh could ask nobody.
	 */
	need(name: string): string | null {
		const unsigned = this.#unsigned ?? this.#accepted;
		if (unsigned !== null && !unsigned.isOfAgent) {
			return `${name} takes the key ${unsigned.key}, which needs its passphrase.`;
		}
		const before = this.#isPartial
			? 'takes the key, and then asks for'
			: this.#methods.includes('publickey')
				? 'takes none of the keys offered; it also lets in with'
				: 'lets in with';
		if (this.#methods.includes('password')) {
			return `${name} ${before} a password.`;
		}
		return this.#methods.includes('keyboard-interactive')
			? `${name} ${before} answers to its questions, such as a password or a one-time code (keyboard-interactive).`
			: null;
	}
}
