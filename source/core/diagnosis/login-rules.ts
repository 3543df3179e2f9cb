import type {Explanation, Parts, Rule} from './rule.ts';

const loadKeyProblems: ReadonlyArray<[why: RegExp, problem: string, advice: string]> = [
	[/bad permissions/, 'others can read it, so ssh ignores it', 'Let only its owner read it (mode 600).'],
	[/incorrect passphrase/, 'the passphrase was wrong', 'Try again, or add the key to the agent first.'],
	[
		/invalid format|error in libcrypto|unknown or unsupported/,
		'it is damaged, or in a format this ssh cannot read',
		'Check that it is the private half, whole, with its last line ending.',
	],
];

const loadKey: Rule = {
	pattern: /^Load key "(?<key>.+)": (?<why>[^"]+)$/,
	explain: ({key = '', why = ''}) => {
		if (key.endsWith('.pub')) {
			return publicOnly(key);
		}
		const [, problem, advice] = loadKeyProblems.find(([pattern]) => pattern.test(why)) ?? [];
		return {
			cause: `The key ${key} was not used: ${problem ?? why}.`,
			advice: advice ?? 'Check the file.',
		};
	},
};

const tooOpen: Rule = {
	pattern: /^Permissions \d+ for '(?<key>.+)' are too open\.$/,
	explain: ({key = ''}) =>
		key.endsWith('.pub')
			? publicOnly(key)
			: {
					cause: `The key ${key} was not used: others can read it, so ssh ignores it.`,
					advice: 'Let only its owner read it (mode 600).',
				},
};

/** ssh takes the file of a public key for the private one where the agent does not have that. */
function publicOnly(key: string): Explanation {
	return {
		cause: `The agent does not offer the key of ${key}: it is locked, or does not have it.`,
		advice: 'Unlock the agent, or add the key to it.',
	};
}

const agentRefused: Rule = {
	pattern: /^sign_and_send_pubkey: signing failed for \S+ "(?<key>.*)"( from agent)?: (?<why>.+)$/,
	explain: ({key, why = ''}) => ({
		cause: `The key ${key} could not sign: ${why}.`,
		advice: /agent refused/.test(why)
			? 'Unlock the agent, confirm the use, or touch the token.'
			: 'Check that its token is plugged in.',
	}),
};

const noSignature: Rule = {
	pattern: /^sign_and_send_pubkey: no mutual signature (algorithm|supported).*$/,
	explain: () => ({
		cause:
			'The host and this ssh have no RSA signature in common: it takes old ones only (SHA-1), or PubkeyAcceptedAlgorithms of your config leaves out the others.',
		advice: 'Use an ed25519 key, or have the host updated.',
	}),
};

const noIdentity: Rule = {
	pattern:
		/^(Warning: Identity file (?<given>.+) not accessible|no such identity: (?<named>.+)): No such file.*$/,
	explain: ({given, named}) => ({
		cause: `The key ${given || named} is not there.`,
		advice: 'Correct the path in IdentityFile, or bring the key back.',
	}),
};

function denied({user, host, methods = ''}: Parts): Explanation {
	const possible = methods.split(',');
	if (possible.some(method => /^(password|keyboard-interactive)/.test(method))) {
		return {
			cause: `${host} does not let ${user} in: no key and no password was right.`,
			advice: 'Check the user name and the password, or install a key there.',
		};
	}
	if (possible.some(method => method.startsWith('publickey'))) {
		return {
			cause: `${host} lets ${user} in only with a key, and none that was offered fits.`,
			advice:
				'Check the user name and IdentityFile, and that the key is in authorized_keys there; a wrong passphrase has the same effect.',
		};
	}
	return {
		cause: `${host} does not let ${user} in; it would take ${methods}.`,
		advice: 'Check the user name, and what the host asks for.',
	};
}

/** What ssh says of a key that it then does without. */
export const loginHints: readonly Rule[] = [loadKey, tooOpen, agentRefused, noSignature, noIdentity];

/** Who the user is. */
export const loginRules: readonly Rule[] = [
	{
		pattern: /^(?<user>.+)@(?<host>[^@\s]+): Permission denied \((?<methods>[\w@.,-]*)\)\.$/,
		explain: denied,
		because: loginHints,
	},
];
