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
const offering = /^debug1: Offering public key: (.+?) (\S+) (SHA256:\S+)(.*)$/;
const trying = /^debug1: Trying private key: (.+)$/;
const accepts = /^debug1: Server accepts key: (.+?) (\S+) (SHA256:\S+)(.*)$/;
const canContinue = /^debug1: Authentications that can continue: (\S*)$/;
const isIn = /^Authenticated to \S+ .*using "publickey"\.$/;
const isPartly = /^Authenticated using "publickey" with partial success\.$/;

/** Reads what ssh said so far, clean, a line each. */
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
	for (const line of lines) {
		const found = will.exec(line) ?? offering.exec(line) ?? accepts.exec(line);
		const untold = trying.exec(line);
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
		} else if (untold !== null) {
			offers.push({
				name: untold[1] ?? '',
				type: null,
				fingerprint: null,
				isOfAgent: false,
				outcome: 'refused',
			});
			last = offers.length - 1;
		} else if (list !== undefined) {
			methods = methods.length === 0 ? list : methods;
		} else if (isIn.test(line) || isPartly.test(line)) {
			isLoggedIn ||= isIn.test(line);
			isPartial ||= isPartly.test(line);
			const offer = last === null ? undefined : offers[last];
			if (offer !== undefined && last !== null) {
				offers[last] = {...offer, outcome: 'accepted'};
			}
		}
	}
	return {offers, isLoggedIn, isPartial, methods};
}

/** Whether a login by password (or what asks like one) is possible beside keys. */
export function takesPasswords({methods}: LoginOffers): boolean {
	return methods.includes('password') || methods.includes('keyboard-interactive');
}
