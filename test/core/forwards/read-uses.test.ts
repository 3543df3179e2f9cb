import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openUseReader, type Use} from '../../../source/core/forwards/read-uses.ts';

function usesIn(text: string, piece = text.length): Use[] {
	const uses: Use[] = [];
	const read = openUseReader(use => uses.push(use));
	for (let at = 0; at < text.length; at += piece) {
		read(text.slice(at, at + piece));
	}
	return uses;
}

// As OpenSSH 9.2 says it at LogLevel DEBUG1.
const refused = `debug1: Connection to port 22994 forwarding to 127.0.0.1 port 1 requested.
debug1: channel 1: new direct-tcpip [direct-tcpip] (inactive timeout: 0)
channel 1: open failed: connect failed: Connection refused
debug1: channel 1: free: direct-tcpip: listening port 22994 for 127.0.0.1 port 1, connect from 127.0.0.1 port 60094 to 127.0.0.1 port 22994, nchannels 4
`;
const remote = `debug1: client_input_channel_open: ctype forwarded-tcpip rchan 1 win 2097152 max 32768
debug1: client_request_forwarded_tcpip: listen 127.0.0.1 port 22997, originator 127.0.0.1 port 53702
debug1: connect_next: start for host 127.0.0.1 ([127.0.0.1]:1)
debug1: channel 1: new forwarded-tcpip [127.0.0.1] (inactive timeout: 0)
debug1: confirm forwarded-tcpip
debug1: channel 1: connection failed: Connection refused
connect_to 127.0.0.1 port 1: failed.
debug1: channel 1: free: 127.0.0.1, nchannels 7
`;

test('tells the use of each listener, and why it failed', () => {
	const listen = {address: '127.0.0.1', port: 22994};
	const begun = {listen: {address: null, port: 22994}, isRemote: false, isOver: false, why: null};
	const over = {listen, isRemote: false, isOver: true, why: 'connect failed: Connection refused'};
	assert.deepEqual(usesIn(refused), [begun, over]);
	assert.deepEqual(usesIn(refused, 7), [begun, over]);
	assert.deepEqual(usesIn(refused.replace(/^channel .*\n/m, '')), [begun, {...over, why: null}]);
	assert.deepEqual(usesIn(refused.replaceAll('\n', '\r\n')), [begun, over]);
});

test('tells the use of a listener on the far side', () => {
	const listen = {address: '127.0.0.1', port: 22997};
	assert.deepEqual(usesIn(remote), [
		{listen, isRemote: true, isOver: false, why: null},
		{listen, isRemote: true, isOver: true, why: 'Connection refused'},
	]);
	const unknown = `debug1: client_request_forwarded_tcpip: listen localhost port 5, originator 127.0.0.1 port 1
connect_to nope: unknown host (Name or service not known)
`;
	assert.deepEqual(usesIn(unknown), [
		{
			listen: {address: 'localhost', port: 5},
			isRemote: true,
			isOver: true,
			why: 'unknown host (Name or service not known)',
		},
	]);
});

test('takes a Unix socket by its path, and nothing else for a use', () => {
	const path = `debug1: Connection to port -2 forwarding to 127.0.0.1 port 1 requested.
debug1: channel 1: new direct-tcpip [direct-tcpip] (inactive timeout: 0)
channel 1: open failed: connect failed: Connection refused
debug1: channel 1: free: direct-tcpip: listening port -2 for 127.0.0.1 port 1, connect from  port 0 to /tmp/u port 0, nchannels 6
`;
	assert.deepEqual(usesIn(path), [
		{listen: {path: '/tmp/u'}, isRemote: false, isOver: true, why: 'connect failed: Connection refused'},
	]);
	const others = `debug1: channel 1: new mux-control [mux-control] (inactive timeout: 0)
debug1: channel 7: new stdio-forward [stdio-forward] (inactive timeout: 0)
channel 7: open failed: connect failed: Connection refused
debug1: channel 7: free: direct-tcpip: listening port 0 for 127.0.0.1 port 1, connect from 127.0.0.1 port 65535 to UNKNOWN port 65536, nchannels 8
debug1: channel 1: free: mux-control, nchannels 7
`;
	assert.deepEqual(usesIn(others), []);
});
