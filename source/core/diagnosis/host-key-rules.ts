import {fixed, type Rule} from './rule.ts';

const changed = fixed(
	/^(@ +WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! +@|Host key for \S+ has changed and you have requested strict checking\.)$/,
	'The host shows another key than the one known: it was reinstalled, or someone stands between.',
	'Ask its owner before anything else; only then remove the known key and connect again.',
);

const revoked = fixed(
	/^(@ +WARNING: REVOKED HOST KEY DETECTED! +@|.+ host key for \S+ was revoked and you have requested strict checking\.)$/,
	'The host shows a key that is marked as revoked: it may be stolen.',
	'Do not connect; ask its owner for the new key.',
);

const unknownStrict: Rule = {
	pattern: /^No (?<type>\S+) host key is known for (?<host>\S+) and you have requested strict checking\.$/,
	explain: ({type, host}) => ({
		cause: `No ${type} key of ${host} is known, and StrictHostKeyChecking forbids to ask.`,
		advice: 'Add its key to known_hosts, or let ssh ask (StrictHostKeyChecking ask).',
	}),
};

/** Who the host is. Whatever the cause, ssh's last line is the same. */
export const hostKeyRules: readonly Rule[] = [
	fixed(
		/^Host key verification failed\.$/,
		'The key of the host was not accepted.',
		'Compare its fingerprint with one from its owner, then connect again and say yes.',
		[changed, revoked, unknownStrict],
	),
];
