import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {openTransfers} from '../../source/services/transfers/open-transfers.ts';
import {noForwards, openDashboard, type TestDashboard} from '../helpers/dashboard.tsx';
import {freePort} from '../helpers/free-port.ts';
import {startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';
import {openForwardsClient} from '../services/forwards/forwards-in.ts';
import {openDen} from '../services/keeper/keeper-in.ts';
import {request} from '../services/transfers/run-in.ts';
import {openRealDashboard} from './real-dashboard.tsx';

/** A private keeper that holds a forward; gives what opens a dashboard on it, and its pid. */
async function openScene() {
	const sshd = await startSshd();
	const text = sshd.configFor('box');
	const config = sshd.writeConfig([text]);
	const den = openDen();
	const client = openForwardsClient(den, config);
	await client.becomes(await client.begins('local', `127.0.0.1:${await freePort()}:127.0.0.1:9`), 'up');
	const open = async () => {
		let dashboard: TestDashboard | null = null;
		const own = openForwardsClient(den, config, {onSilence: advice => dashboard?.hearKeeper(advice)});
		const forwards = {...noForwards, own};
		dashboard = await openDashboard({config: text, services: {forwards}, columns: 80});
		return dashboard;
	};
	return {pid: den.record()!.pid, open, den, text, config};
}

test('a keeper that was stopped is told of where forwards are looked at, and when it goes on', async () => {
	const {pid, open} = await openScene();
	const {screen, store} = await open();
	await screen.shows(/up +L 127\.0\.0\.1:\d+ →/);
	process.kill(pid, 'SIGSTOP');
	try {
		await screen.press('4');
		await screen.shows(`No answer from the keeper. It was stopped: kill -CONT ${pid} lets it go on.`);
		await screen.press('v', '?');
		await screen.shows('━ Help');
		await screen.press('Esc');
		await screen.shows(/What\s+is shown of ours may be old\./);
	} finally {
		process.kill(pid, 'SIGCONT');
	}
	// What it was asked meanwhile has its say as well.
	await until(() => store.state().messages.some(({text}) => text.endsWith('answers again.')));
	assert.equal(store.state().keeperAdvice, null);
});

test('a dashboard that is opened while the keeper is stopped shows the forwards once it goes on', async () => {
	const {pid, open} = await openScene();
	process.kill(pid, 'SIGSTOP');
	try {
		const {screen} = await open();
		await screen.shows(`kill -CONT ${pid}`);
		await screen.showsNot(/up +L/);
		process.kill(pid, 'SIGCONT');
		await screen.shows(/up +L/);
		await screen.showsNot('may be old');
	} finally {
		process.kill(pid, 'SIGCONT');
	}
});

test('a login that a stopped keeper leaves waiting says so, and goes on with it', async () => {
	const sshd = await startSshd();
	const text = sshd.configFor('box');
	const file = join(tempDir('config'), 'config');
	writeFileSync(file, text);
	const {screen, connections, den, store} = await openRealDashboard(file, text);
	const first = await connections.lease('box');
	const {pid} = den.record()!;
	process.kill(pid, 'SIGSTOP');
	try {
		const second = connections.lease('box');
		await screen.shows(`kill -CONT ${pid}`);
		process.kill(pid, 'SIGCONT');
		(await second).release();
	} finally {
		process.kill(pid, 'SIGCONT');
	}
	await screen.shows('answers again');
	assert.equal(store.state().keeperAdvice, null);
	first.release();
});

test('a transfer that a stopped keeper leaves waiting says so, and goes on with it', async () => {
	const {pid, den, config, text} = await openScene();
	let dashboard: TestDashboard | null = null;
	const transfers = openTransfers({
		ssh: {program: 'ssh', configFile: config, env: den.env},
		...{stateDirectory: den.state, home: den.state, version: '0.1.0'},
		answering: () => undefined,
		onSilence: advice => dashboard?.hearKeeper(advice),
		log() {},
	});
	after(() => transfers.close());
	dashboard = await openDashboard({config: text, services: {transfers}, columns: 80});
	const {screen, store} = dashboard;
	const directory = tempDir('copy');
	writeFileSync(join(directory, 'file'), 'content');
	process.kill(pid, 'SIGSTOP');
	try {
		transfers.add(request([join(directory, 'file')], directory, {to: 'box', name: 'copy'}));
		await screen.shows(`No answer from the keeper. It was stopped: kill -CONT ${pid} lets it go on.`);
	} finally {
		process.kill(pid, 'SIGCONT');
	}
	await until(() => store.state().messages.some(({text}) => text.endsWith('answers again.')));
	await until(() => store.state().transfers[0]?.state === 'done');
});
