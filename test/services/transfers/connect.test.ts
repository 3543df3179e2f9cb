import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Lease} from '../../../source/services/keeper/lease.ts';
import {connectBy} from '../../../source/services/transfers/connect.ts';
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
