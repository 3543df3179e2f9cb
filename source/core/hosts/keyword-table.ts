/**
 * What an option takes (ssh_config(5)): one of some words, numbers, times (`90`, `1m30s`), one word or path, several
 * words, all the rest of the line, a forward.
 */
type OptionKind =
	| {readonly choices: readonly string[]; readonly orTime: boolean}
	| 'number'
	| 'port'
	| 'time'
	| 'word'
	| 'path'
	| 'name'
	| 'words'
	| 'command'
	| 'jump'
	| 'local'
	| 'remote'
	| 'dynamic';

export type KnownOption = {
	/** As ssh_config(5) spells it. */
	readonly name: string;
	readonly kind: OptionKind;
	/** The first OpenSSH that has it, as 100 × major + minor; 0 where all that are supported do. */
	readonly since: number;
	readonly meaning: string;
	/** Each line of it adds to those before; of others the first counts. */
	readonly addsUp: boolean;
};

// name | kind (`a/b` are choices, `time` among them also a time) | since | meaning
const table = `
AddKeysToAgent|yes/no/ask/confirm/time||Add a key that was used to the agent
AddressFamily|any/inet/inet6||Use IPv4, IPv6 or both
BatchMode|yes/no||Never ask for a password or passphrase
BindAddress|word||The local address to connect from
BindInterface|word||The network interface to connect from
CanonicalDomains|words||Domains to look an unqualified name up in
CanonicalizeFallbackLocal|yes/no||Go on when a name cannot be canonicalized
CanonicalizeHostname|yes/no/always||Look names up to complete them
CanonicalizeMaxDots|number||The dots a name may have to be completed
CanonicalizePermittedCNAMEs|words||Which CNAMEs are followed when completing names
CASignatureAlgorithms|word||Algorithms accepted in signatures of certificates
CertificateFile|path+||A certificate to offer
ChannelTimeout|words|9.6|Close channels that are idle for so long
CheckHostIP|yes/no||Check the address in known_hosts as well
Ciphers|word||Ciphers, in order of preference
ClearAllForwardings|yes/no||Drop all forwards of the config
Compression|yes/no||Compress what is sent; for slow networks
ConnectionAttempts|number||How often to try to connect
ConnectTimeout|time||Give up connecting after this time
ControlMaster|yes/no/ask/auto/autoask||Share one connection among several sessions
ControlPath|path||The socket of a shared connection
ControlPersist|yes/no/time||Keep a shared connection open after its last session
DynamicForward|dynamic+||A SOCKS proxy on this machine that leads through the host
EnableEscapeCommandline|yes/no|9.2|Allow the command line of the escape ~C
EnableSSHKeysign|yes/no||Use ssh-keysign for host-based authentication
EscapeChar|word||The escape character, or none
ExitOnForwardFailure|yes/no||End when a forward cannot be set up
FingerprintHash|md5/sha256||The hash that fingerprints are shown in
ForkAfterAuthentication|yes/no|8.7|Go to the background once logged in
ForwardAgent|word||Let the host use your agent: its root can log in as you meanwhile
ForwardX11|yes/no||Let programs of the host show windows here
ForwardX11Timeout|time||How long untrusted X11 forwarding is allowed
ForwardX11Trusted|yes/no||Give programs of the host full access to this display
GatewayPorts|yes/no||Let other machines use local forwards
GlobalKnownHostsFile|words||Files of host keys of this machine
GSSAPIAuthentication|yes/no||Log in with Kerberos
GSSAPIDelegateCredentials|yes/no||Hand the Kerberos ticket on to the host
GSSAPIKeyExchange|yes/no||Exchange keys with Kerberos (some builds)
GSSAPIClientIdentity|word||The Kerberos identity to use (some builds)
GSSAPIServerIdentity|word||The Kerberos identity expected of the host (some builds)
GSSAPIRenewalForcesRekey|yes/no||Exchange keys anew when the ticket is renewed (some builds)
GSSAPIKexAlgorithms|word||Kerberos key exchange algorithms (some builds)
GSSAPITrustDns|yes/no||Trust DNS for Kerberos names (some builds)
HashKnownHosts|yes/no||Write names into known_hosts as hashes
HostbasedAcceptedAlgorithms|word||Algorithms for host-based authentication
HostbasedAuthentication|yes/no||Log in by the key of this machine
HostKeyAlgorithms|word||Host key algorithms, in order of preference
HostKeyAlias|word||The name to look the host key up by
HostName|name||The real name or address to connect to
IdentitiesOnly|yes/no||Offer only the keys named here, not all of the agent
IdentityAgent|path||The socket of the agent, SSH_AUTH_SOCK or none
IdentityFile|path+||A private key to offer
IgnoreUnknown|word||Unknown options to pass over
IPQoS|words||Type of service of the packets
KbdInteractiveAuthentication|yes/no||Answer questions of the host to log in
KbdInteractiveDevices|word||Methods of such questions
KexAlgorithms|word||Key exchange algorithms, in order of preference
KnownHostsCommand|command|8.5|A command that prints host keys
LocalCommand|command||A command to run here once connected
LocalForward|local+||A port of this machine that leads to a machine behind the host
LogLevel|QUIET/FATAL/ERROR/INFO/VERBOSE/DEBUG/DEBUG1/DEBUG2/DEBUG3||How much ssh tells
LogVerbose|word|8.5|Parts of ssh that tell more
MACs|word||Message authentication codes, in order of preference
NoHostAuthenticationForLocalhost|yes/no||Do not check host keys of this machine
NumberOfPasswordPrompts|number||How often to ask for the password
ObscureKeystrokeTiming|word|9.5|Hide the rhythm of typing
PasswordAuthentication|yes/no||Log in with a password
PermitLocalCommand|yes/no||Allow LocalCommand
PermitRemoteOpen|words|8.6|Where a remote SOCKS forward may lead
PKCS11Provider|path||The library of a smart card
Port|port||The port to connect to
PreferredAuthentications|word||Ways to log in, in order
ProxyCommand|command||The command that makes the connection
ProxyJump|jump||The hosts to go through, separated by commas
ProxyUseFdpass|yes/no||ProxyCommand hands over a connected socket
PubkeyAcceptedAlgorithms|word||Signature algorithms of keys to log in with
PubkeyAuthentication|yes/no/unbound/host-bound||Log in with a key
RefuseConnection|words|10.0|Refuse to connect, with this message
RekeyLimit|words||Exchange keys anew after so much data or time
RemoteCommand|command||The command to run instead of a shell
RemoteForward|remote+||A port of the host that leads to a machine reachable from here
RequestTTY|yes/no/force/auto||Ask for a terminal on the host
RequiredRSASize|number|9.1|The least size of RSA keys, in bits
RevokedHostKeys|path||Host keys to refuse
SecurityKeyProvider|path||The library of security keys
SendEnv|words+||Environment variables to send
ServerAliveCountMax|number||Unanswered checks before the connection is given up
ServerAliveInterval|time||Check that the host answers, this often in seconds
SessionType|none/subsystem/default|8.7|What the session is for
SetEnv|words||Environment variables to set on the host
StdinNull|yes/no|8.7|Read no input
StreamLocalBindMask|number||The mode mask of sockets made for forwards
StreamLocalBindUnlink|yes/no||Replace a socket that is in the way of a forward
StrictHostKeyChecking|yes/no/ask/accept-new/off||What to do about unknown host keys
SyslogFacility|word||Where log messages go
Tag|word|9.4|A name that Match tagged asks for
TCPKeepAlive|yes/no||Notice by TCP when the host is gone
Tunnel|yes/no/point-to-point/ethernet||Make a network tunnel
TunnelDevice|word||The devices of the tunnel
UpdateHostKeys|yes/no/ask||Learn further keys of a known host
User|word||The name to log in as
UserKnownHostsFile|words||Files of known host keys
VerifyHostKeyDNS|yes/no/ask||Check host keys in DNS
VersionAddendum|words|10.0|A text added to the version that is sent
VisualHostKey|yes/no||Draw the fingerprint of the host key
WarnWeakCrypto|words|10.1|Warn of key exchange that a quantum computer could break
XAuthLocation|path||The xauth program`;

function readRow(row: string): [string, KnownOption] {
	const [name = '', kind = '', since = '', meaning = ''] = row.split('|');
	const word = kind.replace('+', '');
	const choices = word.split('/');
	const [major = 0, minor = 0] = since === '' ? [] : since.split('.').map(Number);
	const isChoice = choices.length > 1;
	return [
		name.toLowerCase(),
		{
			name,
			kind: isChoice
				? {choices: choices.filter(choice => choice !== 'time'), orTime: choices.includes('time')}
				: (word as Extract<OptionKind, string>),
			since: major * 100 + minor,
			meaning,
			addsUp: kind.endsWith('+'),
		},
	];
}

let rows: ReadonlyMap<string, KnownOption> | undefined;

/** The options of ssh_config(5) that can be set for a host, by their names in lower case. */
export function knownOptions(): ReadonlyMap<string, KnownOption> {
	rows ??= new Map(table.trim().split('\n').map(readRow));
	return rows;
}
