import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openSftpSession} from '../../../source/services/files/sftp/session.ts';
import type {Lease} from '../../../source/services/keeper/lease.ts';
import {connectBy, quickSftpFiles} from '../../../source/services/transfers/connect.ts';
import {until} from '../../helpers/wait.ts';
import {packet, rogueServer} from '../files/sftp/rogue-server.ts';

test('a channel whose server falls silent while it is opened is given up at once when nobody wants it any more', async () => {
	const hello = packet(2, 3, 'limits@openssh.com', '1');
	const server = rogueServer(() => {}, hello);
	const lease = {
		alias: 'box',
		openChannel: async () => server.channel,
		mode: () => 'hub',
		release() {},
	} as unknown as Lease;
	const stopping = new AbortController();
	const connection = await connectBy(async () => lease)('box', stopping.signal);
	const opening = connection.open(stopping.signal);
	await until(() => server.requests.length > 0);
	stopping.abort();
	await assert.rejects(opening, {name: 'AbortError'});
	assert.ok(server.isClosed());
});

test('a directory that is listed without an end, and without an entry, is asked for no more', async () => {
	const server = rogueServer(({kind, id}) => {
		if (server.requests.length > 100) {
			server.die();
		} else if (kind === 12) {
			server.send(packet(104, id, 0));
		} else {
			server.send(kind === 11 ? packet(102, id, 'handle') : packet(101, id, 0, '', ''));
		}
	});
	const {signal} = new AbortController();
	const files = await quickSftpFiles(await openSftpSession('box', server.channel, {signal}));
	assert.equal(await files.linkCount('/directory/file'), 1);
	const listings = server.requests.filter(({kind}) => kind === 12);
	assert.ok(listings.length < 20, `${listings.length}`);
	files.close();
});
