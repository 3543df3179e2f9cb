import assert from 'node:assert/strict';
import {connect} from 'node:net';
import {test} from 'node:test';
import {startSshd} from '../helpers/sshd.ts';
import {until} from '../helpers/wait.ts';
import {openDen} from '../services/keeper/keeper-in.ts';

test('what makes no sense is refused, and disturbs nobody', async () => {
	const sshd = await startSshd();
	const den = openDen();
	const client = den.client(sshd.writeConfig([sshd.configFor('box')]));
	await client.lease('box');
	const stranger = connect(den.record()!.socket);
	stranger.setEncoding('utf8');
	let heard = '';
	stranger.on('data', text => {
		heard += text;
	});
	const say = async (message: unknown): Promise<Record<string, unknown>> => {
		heard = '';
		stranger.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
		await until(() => heard.endsWith('\n'));
		return JSON.parse(heard.split('\n')[0]!);
	};
	assert.equal((await say('{nonsense'))['type'], 'error');
	assert.equal((await say({type: 'status', id: 1}))['message'], 'Say hello first.');
	const hello = {type: 'hello', protocol: 1, program: '0.1.0', environment: {}};
	assert.equal((await say({...hello, environment: {LD_PRELOAD: 'x'}}))['type'], 'error');
	assert.equal((await say(hello))['type'], 'welcome');
	const lease = {type: 'lease', id: 1, alias: 'box', configFile: null, isInteractive: false, resume: null};
	assert.equal((await say({...lease, alias: '-oProxyCommand=id'}))['type'], 'error');
	assert.equal((await say({type: 'grant', id: 5, alias: 'x'}))['type'], 'granted');
	assert.equal((await say({type: 'grant', id: 5, alias: 'x'}))['message'], 'This id is in use.');
	// Answers to what was never asked, releases of what was never leased: nothing happens.
	for (const message of [
		{type: 'answer', prompt: 1, text: 'x'},
		{type: 'cancel', prompt: 1},
		{type: 'release', id: 99},
		{type: 'unshare', id: 99},
		{type: 'child', id: 99, pid: 1},
		{type: 'child', id: 5, pid: 999_999_999},
	]) {
		stranger.write(`${JSON.stringify(message)}\n`);
	}
	stranger.on('error', () => {});
	stranger.write('x'.repeat(2 * 1024 * 1024));
	await until(() => stranger.closed);
	assert.equal((await client.status())?.hubs[0]?.leases, 1);
});
