/** What became of an identity that ssh offered to a host. */
export type Offer = {
	/** The path, or the comment of a key that only the agent has; as ssh writes it, clean. */
	readonly name: string;
	/** As `ssh-keygen -l` names it; null for a key whose public half ssh does not know before its passphrase. */
	readonly type: string | null;
	readonly fingerprint: string | null;
	readonly isOfAgent: boolean;
	/** `not offered`: ssh had finished before its turn. */
	readonly outcome: 'accepted' | 'refused' | 'not offered';
};

/** How a login with keys alone went, as `ssh` tells at LogLevel DEBUG1. */
export type LoginOffers = {
	readonly offers: readonly Offer[];
	/** Whether the server let us in. */
	readonly isLoggedIn: boolean;
	/** Whether it accepted a key and wants something more than keys. */
	readonly isPartial: boolean;
	/** What the server accepted before anything was tried: `publickey`, `password`. */
	readonly methods: readonly string[];
};

const will = /^debug1: Will attempt key: (.+?) (\S+) (SHA256:\S+)(.*)$/;
// A key whose public half ssh does not know yet, or that is not there at all.
const willTry = /^debug1: Will attempt key: (.+?)(?: {2}explicit)? ?$/;
const offering = /^debug1: Offering public key: (.+?) (\S+) (SHA256:\S+)(.*)$/;
const trying = /^debug1: Trying private key: (.+)$/;
const accepts = /^debug1: Server accepts key: (.+?) (\S+) (SHA256:\S+)(.*)$/;
const canContinue = /^debug1: Authentications that can continue: (\S*)$/;
const isIn = /^Authenticated to \S+ .*using "publickey"\.$/;
const isPartly = /^Authenticated using "publickey" with partial success\.$/;

/**
 * Reads what ssh said so far, clean, a line each. The offers are in ssh's order; a key that it could not offer (no file, no
 * passphrase) is none.
 */
export function readOffers(lines: readonly string[]): LoginOffers {
	const offers: Offer[] = [];
	let methods: readonly string[] = [];
	let isLoggedIn = false;
	let isPartial = false;
	let last: number | null = null;
	const note = (found: RegExpExecArray, outcome: Offer['outcome']): void => {
		const [, name = '', type = '', fingerprint = '', how = ''] = found;
		const index = offers.findIndex(
			offer => offer.name === name && offer.fingerprint === fingerprint && offer.type === type,
		);
		const offer = {name, type, fingerprint, isOfAgent: / agent\b/.test(how), outcome};
		if (index === -1) {
			offers.push(offer);
		} else {
			offers[index] = offer;
		}
		last = index === -1 ? offers.length - 1 : index;
	};
	const placeOf = (name: string): number => {
		const index = offers.findIndex(offer => offer.name === name && offer.type === null);
		return index === -1
			? offers.push({name, type: null, fingerprint: null, isOfAgent: false, outcome: 'not offered'}) - 1
			: index;
	};
	const answer = (outcome: Offer['outcome']): void => {
		const offer = last === null ? undefined : offers[last];
		if (offer !== undefined && last !== null) {
			offers[last] = {...offer, outcome};
		}
	};
	for (const line of lines) {
		const found = will.exec(line) ?? offering.exec(line) ?? accepts.exec(line);
		const tried = trying.exec(line)?.[1];
		const later = willTry.exec(line)?.[1];
		const list = canContinue.exec(line)?.[1]?.split(',');
		if (found !== null) {
			note(
				found,
				line.startsWith('debug1: Will')
					? 'not offered'
					: line.startsWith('debug1: Server')
						? 'accepted'
						: 'refused',
			);
		} else if (tried !== undefined) {
			last = placeOf(tried);
		} else if (later !== undefined) {
			placeOf(later);
		} else if (list !== undefined) {
			methods = methods.length === 0 ? list : methods;
			// Of a key that ssh only tried to read this is the first sign that the server got to see it.
			if (last !== null && offers[last]?.type === null && !isPartial) {
				answer('refused');
			}
		} else if (isIn.test(line) || isPartly.test(line)) {
			isLoggedIn ||= isIn.test(line);
			isPartial ||= isPartly.test(line);
			answer('accepted');
		}
	}
	const seen = offers.filter(({type, outcome}) => type !== null || outcome !== 'not offered');
	return {offers: seen, isLoggedIn, isPartial, methods};
}

/** Whether a login by password (or what asks like one) is possible beside keys. */
export function takesPasswords({methods}: LoginOffers): boolean {
	return methods.includes('password') || methods.includes('keyboard-interactive');
}
