import {mkdtemp, rm, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {explainFailure} from '../../../core/diagnosis/explain-failure.ts';
import {lastWords} from '../../../core/diagnosis/last-words.ts';
import type {EffectiveOptions} from '../../../core/hosts/host.ts';
import {isHardwareKey, type KeyFile} from '../../../core/keys/key-file.ts';
import {type LoginOffers, readOffers} from '../../../core/keys/offers.ts';
import {proofArguments} from '../../../core/keys/proof-arguments.ts';
import {printable, printableLines} from '../../../core/text/printable.ts';
import type {Connections} from '../../keeper/connections.ts';
import {configArguments, type Ssh} from '../../ssh/program.ts';
import {runTool} from '../run-tool.ts';

/** Whether a key alone opens a host. */
export type ProvenLogin =
	| {readonly isProven: true; readonly methods: readonly string[]; readonly isPartial: boolean}
	/** `reason`: a clean sentence or two. */
	| {readonly isProven: false; readonly reason: string; readonly methods: readonly string[]};

export type ProofPlan = {
	readonly key: KeyFile;
	/** The socket of the agent, where it holds the key. */
	readonly agent: string | null;
	readonly effective: EffectiveOptions;
	readonly signal: AbortSignal;
};

const decided =
	/^(Authenticated to \S+ .*using "publickey"\.|Authenticated using "publickey" with partial success\.)\r?$/m;

/**
 * Logs in to a host with one key and nothing else, by the way that the config gives, and leaves at once. A passphrase that
 * no agent spares is asked for. Throws a Failure when ssh cannot run, an AbortError when cancelled.
 */
export async function proveLogin(
	connections: Pick<Connections, 'asking'>,
	ssh: Ssh,
	{key, agent, effective, signal}: ProofPlan,
): Promise<ProvenLogin> {
	const place = await mkdtemp(join(tmpdir(), 'sallyport-'));
	try {
		// ssh would offer the certificate beside a key too: under another name it is the key alone.
		const alone = join(place, 'key');
		await symlink(key.path, alone);
		await symlink(`${key.path}.pub`, `${alone}.pub`);
		const needsPassphrase = key.encrypted === true && agent === null;
		// ssh passes over a name where there is no file, though its .pub is there.
		const own = key.mode === null ? `${key.path}.pub` : key.path;
		const path = key.certificate === null ? own : alone;
		const proof = {
			key: path,
			agent: key.encrypted === true || key.format === 'public' ? agent : null,
			mayAsk: needsPassphrase || isHardwareKey(key),
		};
		const {stderr} = await runTool(connections, {
			program: ssh.program,
			args: proofArguments(effective, proof, configArguments(ssh)),
			env: ssh.env,
			subject: effective.alias,
			signal,
			onStderr(text, end) {
				if (decided.test(text)) {
					end();
				}
			},
		});
		return judge(effective.alias, readOffers(printableLines(stderr)), stderr);
	} finally {
		await rm(place, {recursive: true, force: true});
	}
}

function judge(alias: string, found: LoginOffers, stderr: string): ProvenLogin {
	const {methods, isLoggedIn, isPartial} = found;
	if (isLoggedIn || isPartial) {
		return {isProven: true, methods, isPartial};
	}
	const words = stderr
		.split('\n')
		.filter(line => !line.startsWith('debug1: '))
		.join('\n');
	if (methods.length > 0) {
		const isAccepted = found.offers.some(({outcome}) => outcome === 'accepted');
		const reason = isAccepted
			? 'The server knows the key, but ssh could not use it: its passphrase was not given, or it cannot be read.'
			: found.offers.length === 0
				? 'ssh could not offer the key: its passphrase was not given, or it cannot be read.'
				: 'The server does not accept the key. Its sshd may look for keys elsewhere (AuthorizedKeysFile), or refuse the modes of the home directory; its log says which.';
		return {isProven: false, reason, methods};
	}
	const known = explainFailure(words, {alias});
	const reason =
		known === null ? (lastWords(words) ?? 'ssh ended without a word.') : `${known.cause} ${known.advice}`;
	return {isProven: false, reason: printable(reason), methods};
}
