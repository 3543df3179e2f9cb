/** What a line of `ssh -vv` tells of how far it has come. */
export type TraceEvent =
	/** ssh starts another ssh that takes it to a jump host. */
	| {readonly kind: 'jump'; readonly name: string}
	| {readonly kind: 'proxy-started'}
	| {readonly kind: 'resolving' | 'connecting'; readonly target: string}
	| {readonly kind: 'address-failed'; readonly address: string; readonly why: string}
	| {readonly kind: 'algorithm'; readonly what: string; readonly name: string}
	| {readonly kind: 'host-key'; readonly key: string}
	| {readonly kind: 'will-attempt'; readonly isKnownKey: boolean}
	| {readonly kind: 'methods'; readonly methods: readonly string[]}
	| {readonly kind: 'method'; readonly name: string}
	| {readonly kind: 'accepted'; readonly key: string; readonly isOfAgent: boolean}
	/** What answers is no SSH server, or says something before its first words. */
	| {readonly kind: 'early-text'; readonly text: string}
	| {
			readonly kind:
				| 'connected'
				| 'shared'
				| 'channel-opened'
				| 'banner'
				| 'new-keys'
				| 'offering'
				| 'not-sent'
				| 'partial-success'
				| 'authenticated'
				| 'subsystem';
	  };

type Groups = Readonly<Record<string, string>>;

/** As OpenSSH 9.2 to 10.x writes them; none but the first two levels of debug messages is needed. */
const forms: ReadonlyArray<[form: RegExp, read: (groups: Groups) => TraceEvent]> = [
	[
		/^debug1: Setting implicit ProxyCommand from ProxyJump: .+ -W '?\[%h\]:%p'? '?(?<name>[^\s']+)'?$/,
		({name = ''}) => ({kind: 'jump', name}),
	],
	[/^debug1: Executing proxy (command|dialer command): /, () => ({kind: 'proxy-started'})],
	[/^debug2: resolving "(?<target>.+)" port \d+$/, ({target = ''}) => ({kind: 'resolving', target})],
	[/^debug1: Connecting to (?<target>\S+ .+)\.$/, ({target = ''}) => ({kind: 'connecting', target})],
	[
		/^debug1: connect to address (?<address>\S+) port \d+: (?<why>.+)$/,
		({address = '', why = ''}) => ({kind: 'address-failed', address, why}),
	],
	[/^debug1: Connection established\.$/, () => ({kind: 'connected'})],
	[/^debug\d: mux_client_hello_exchange: master version \d+$/, () => ({kind: 'shared'})],
	[/^debug2: channel \d+: open confirm /, () => ({kind: 'channel-opened'})],
	[/^debug1: Remote protocol version /, () => ({kind: 'banner'})],
	[
		/^debug1: (kex_exchange_identification: banner line \d+|ssh_exchange_identification): (?<text>.*)$/,
		({text = ''}) => ({kind: 'early-text', text}),
	],
	[
		/^debug1: kex: (?<what>algorithm|host key algorithm): (?<name>\S+)$/,
		({what = '', name = ''}) => ({kind: 'algorithm', what, name}),
	],
	[
		/^debug1: kex: \S+ cipher: (?<name>\S+) MAC: \S+/,
		({name = ''}) => ({kind: 'algorithm', what: 'cipher', name}),
	],
	[
		/^debug1: Server host (key|certificate): (?<key>\S+ SHA256:\S+)/,
		({key = ''}) => ({kind: 'host-key', key}),
	],
	[/^debug1: SSH2_MSG_NEWKEYS sent$/, () => ({kind: 'new-keys'})],
	[
		/^debug1: Will attempt key: (?<key>.*)$/,
		({key = ''}) => ({kind: 'will-attempt', isKnownKey: key.includes(' SHA256:')}),
	],
	[
		/^debug1: Authentications that can continue: (?<list>\S*)$/,
		({list = ''}) => ({kind: 'methods', methods: list.split(',')}),
	],
	[/^debug1: Next authentication method: (?<name>\S+)$/, ({name = ''}) => ({kind: 'method', name})],
	[/^debug1: (Offering public|Trying private) key: /, () => ({kind: 'offering'})],
	[
		/^debug1: Server accepts key: (?<key>.+) \S+ SHA256:\S+(?<source>.*)$/,
		({key = '', source = ''}) => ({kind: 'accepted', key, isOfAgent: / agent$/.test(source)}),
	],
	[/^debug2: we did not send a packet, disable method$/, () => ({kind: 'not-sent'})],
	[/^Authenticated using "\S+" with partial success\.$/, () => ({kind: 'partial-success'})],
	[/^Authenticated to \S+ .*using "\S+"\.$/, () => ({kind: 'authenticated'})],
	[/^debug1: Sending subsystem: sftp$/, () => ({kind: 'subsystem'})],
];

/** Reads a clean line of `ssh -vv`; null when it says nothing of the way. */
export function traceEvent(line: string): TraceEvent | null {
	for (const [form, read] of forms) {
		const found = form.exec(line);
		if (found !== null) {
			return read((found.groups ?? {}) as Groups);
		}
	}
	return null;
}
