import type {Finding} from './stage.ts';
import type {Step} from './step.ts';

const leastMs = 2000;
/** A stage of the handshake takes a few round trips at most; a far host is slow at all of them. */
const mostRoundTrips = 10;

const reasons: Partial<Readonly<Record<Step, Finding>>> = {
	config: {
		cause: 'ssh takes long to read its config.',
		advice: 'See the commands of Match exec lines, and CanonicalizeHostname.',
	},
	resolve: {
		cause: 'The name server is slow.',
		advice: 'Check the network’s name servers, or write the address as HostName.',
	},
	banner: {
		cause: 'The host is slow to greet.',
		advice: 'It may be overloaded, or its sshd looks up this address first (UseDNS).',
	},
	'key exchange': {
		cause: 'The key exchange is slow for this distance.',
		advice: 'The host may be overloaded.',
	},
	authentication: {
		cause: 'The login is slow for this distance.',
		advice: 'Usual reasons: GSSAPIAuthentication, the login service (PAM) there, an agent that asks.',
	},
	session: {
		cause: 'The session is slow to open for this distance.',
		advice: 'Usual reasons: the login service or the home directory of the host.',
	},
	sftp: {
		cause: 'The SFTP server is slow to start for this distance.',
		advice: 'A shell start-up file of the host may take its time.',
	},
};

/** What is to be said of a stage that took `ms`, where a round trip to the host takes `roundTrip`; null when it is not slow. */
export function judgeSpeed(step: Step, ms: number, roundTrip: number): Finding | null {
	return ms >= leastMs && ms > mostRoundTrips * roundTrip ? (reasons[step] ?? null) : null;
}
