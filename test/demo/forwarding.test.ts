import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import {type AddressInfo, connect} from 'node:net';
import {after, test} from 'node:test';
import {listRunningForwards} from '../../source/services/forwards/list-running-forwards.ts';
import {capture} from '../../source/services/ssh/capture.ts';
import {patience, until} from '../helpers/wait.ts';
import {openDemo} from './demo-run.ts';

const {demo, ssh, port} = await openDemo();

/** An ssh child that goes on; ended with the tests. */
function keep(...args: string[]): {text: () => string; end: () => void} {
	const child = spawn('ssh', ['-F', demo.configFile, ...args], {
		env: demo.env,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let text = '';
	const gather = (chunk: Buffer): void => {
		text += chunk.toString();
	};
	child.stdout.on('data', gather);
	child.stderr.on('data', gather);
	after(() => child.kill());
	return {text: () => text, end: () => child.kill()};
}

async function page(url: string): Promise<string | null> {
	try {
		return await (await fetch(url, {signal: AbortSignal.timeout(patience)})).text();
	} catch {
		return null;
	}
}

/** What a web server answers that is reached through a SOCKS proxy (RFC 1928); empty when the proxy refuses. */
async function throughSocks(proxy: number, name: string, target: number): Promise<string> {
	const socket = connect(proxy, '127.0.0.1');
	socket.write(
		Buffer.from([5, 1, 0, 5, 1, 0, 3, name.length, ...Buffer.from(name), target >> 8, target & 255]),
	);
	let answer = Buffer.alloc(0);
	let isAsked = false;
	socket.on('data', chunk => {
		answer = Buffer.concat([answer, chunk]);
		if (!isAsked && answer.length >= 12) {
			isAsked = true;
			socket.write('GET / HTTP/1.0\r\n\r\n');
		}
	});
	await once(socket, 'close');
	return answer.subarray(12).toString();
}

async function listen(): Promise<{server: Server; port: number}> {
	const server = createServer((_, response) => response.end('mine'));
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	after(() => server.close());
	return {server, port: (server.address() as AddressInfo).port};
}

test('the forwards in the config lead to the demo web page', async () => {
	keep('-N', 'tunnel');
	const config = readFileSync(demo.configFile, 'utf8');
	const local = /LocalForward 127\.0\.0\.1:(\d+)/.exec(config)![1]!;
	const dynamic = Number(/DynamicForward 127\.0\.0\.1:(\d+)/.exec(config)![1]);
	assert.match(await until(() => page(`http://127.0.0.1:${local}/`)), /You came through a tunnel/);
	assert.equal(await page(`http://127.0.0.1:${local}/other`), 'Not found\n');
	assert.match(await throughSocks(dynamic, 'web-1', 80), /^HTTP\/1\.1 200 OK/);
	assert.equal(await throughSocks(dynamic, 'example.com', 80), '');
});

test('its own are told from those of another ssh', {
	skip: process.platform === 'linux' ? false : 'only Linux shows the sockets of processes',
}, async () => {
	const held = async (within?: string): Promise<readonly string[]> => {
		const running = await listRunningForwards({within});
		return running.supported ? running.forwards.map(({listen}) => listen) : [];
	};
	const {port: free, server} = await listen();
	await new Promise(resolve => server.close(resolve));
	keep('-N', '-L', `127.0.0.1:${free}:web-1:80`, 'web-1');
	await until(async () => (await held(demo.directory)).includes(`127.0.0.1:${free}`));
	assert.ok(!(await held(`${demo.directory}-other`)).includes(`127.0.0.1:${free}`));
	assert.ok((await held()).includes(`127.0.0.1:${free}`));
});

test('streams beyond the limit of a connection are refused, and room comes back', async () => {
	const {port: free, server} = await listen();
	await new Promise(resolve => server.close(resolve));
	keep('-N', '-L', `127.0.0.1:${free}:web-1:80`, 'web-1');
	await until(() => page(`http://127.0.0.1:${free}/`));
	const sockets = Array.from({length: 80}, () =>
		connect(free, '127.0.0.1')
			.on('error', () => undefined)
			.resume(),
	);
	await until(() => sockets.filter(socket => socket.closed).length === 80 - 64);
	for (const socket of sockets) {
		socket.destroy();
	}
	await until(() => page(`http://127.0.0.1:${free}/`));
});

test('-W leads to demo hosts by name and by port', async () => {
	for (const target of ['web-1:80', 'WEB-1.demo:80']) {
		const {stdout} = await ssh(['-W', target, 'files'], {input: 'GET / HTTP/1.0\r\n\r\n'});
		assert.match(stdout.toString(), /^HTTP\/1\.1 200 OK/);
	}
	for (const target of [`127.0.0.1:${port('web-1')}`, `localhost:${port('files')}`, 'db-1:22']) {
		const {stdout} = await ssh(['-W', target, 'bastion'], {input: 'SSH-2.0-x\r\n'});
		assert.match(stdout.toString(), /^SSH-2\.0-SallyportDemo/);
	}
});

test('another port of this machine is refused, with the reason', async () => {
	const {port: mine} = await listen();
	for (const target of [
		`127.0.0.1:${mine}`,
		`localhost:${mine}`,
		`[::1]:${mine}`,
		'example.com:80',
		'127.0.0.1:22',
	]) {
		const {code, stderr} = await ssh(['-W', target, 'bastion']);
		assert.equal(code, 255);
		assert.match(stderr, /open failed: administratively prohibited: demo hosts lead to demo hosts only/);
	}
});

test('db-1 is seen by the bastion alone, and has no port', async () => {
	const {code, stderr} = await ssh(['-W', 'db-1:22', 'web-1']);
	assert.equal(code, 255);
	assert.match(stderr, /administratively prohibited/);
	assert.match((await ssh(['-G', 'db-1'])).stdout.toString(), /\nhostname db-1\.demo\n/);
});

test('hosts are reached through a chain of hosts', async () => {
	const {stdout} = await ssh([
		'-o',
		'BatchMode=yes',
		'-J',
		'web-1,bastion',
		'db-1',
		'cat /var/lib/postgresql/VERSION; seq 20000',
	]);
	assert.ok(stdout.toString().startsWith('17\n1\n') && stdout.toString().endsWith('\n20000\n'));
});

test('-R on a port that the system picks leads back', async () => {
	const {port: mine} = await listen();
	const kept = keep('-N', '-R', `0:127.0.0.1:${mine}`, 'web-1');
	const [, allocated] = await until(() => /Allocated port (\d+)/.exec(kept.text()));
	assert.equal(await page(`http://127.0.0.1:${allocated}/`), 'mine');
	const pages = await Promise.all(Array.from({length: 20}, () => page(`http://127.0.0.1:${allocated}/`)));
	assert.ok(pages.every(text => text === 'mine'));
	kept.end();
	await until(async () => (await page(`http://127.0.0.1:${allocated}/`)) === null);
});

test('-R on a port of choice or on another address is refused', async () => {
	for (const spec of ['18080:127.0.0.1:1', '0.0.0.0:0:127.0.0.1:1']) {
		const args = ['-F', demo.configFile, '-o', 'ExitOnForwardFailure=yes', '-N', '-R', spec, 'web-1'];
		const {code, stderr} = await capture('ssh', args, {env: demo.env, deadline: patience});
		assert.equal(code, 255);
		assert.match(stderr, /remote port forwarding failed/);
	}
});
