import {test} from 'node:test';
import {freePort} from '../helpers/free-port.ts';
import {openPty, type Pty} from '../helpers/pty.ts';
import {startSshd} from '../helpers/sshd.ts';
import {openForwardsClient} from '../services/forwards/forwards-in.ts';
import {openDen} from '../services/keeper/keeper-in.ts';

test('q ends the dashboard at once while the keeper is stopped, whenever that was', async () => {
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('box')]);
	const den = openDen();
	const client = openForwardsClient(den, config);
	await client.becomes(await client.begins('local', `127.0.0.1:${await freePort()}:127.0.0.1:9`), 'up');
	const {pid} = den.record()!;
	const open = (): Pty => openPty(process.execPath, ['dist/cli.js', '-F', config], {env: den.env, cols: 160});
	const before = open();
	await before.shows('via box');
	process.kill(pid, 'SIGSTOP');
	try {
		before.press('4');
		await before.shows(`kill -CONT ${pid}`);
		const during = open();
		await during.shows('4 Forwards');
		for (const pty of [before, during]) {
			pty.press('q');
			await pty.exited;
		}
	} finally {
		process.kill(pid, 'SIGCONT');
	}
});
