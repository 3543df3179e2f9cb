/** What a shared connection says of its forwards and sessions while it lives: it explains no end of it. */
const passing =
	/^(channel \d+: open failed: |connect_to |bind \[|channel_setup_fwd_listener|unix_listener: |mux_|muxclient: |Could not request local forwarding)/;

/** What the ssh of a shared connection wrote to stderr, without what it said of single forwards and sessions. */
export function withoutUses(stderr: string): string {
	return stderr
		.split('\n')
		.filter(line => !passing.test(line))
		.join('\n');
}
