import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {isAbort} from '../../../source/core/errors.ts';
import {LeaseFailure} from '../../../source/core/keeper/lease-failure.ts';
import {type OnPrompt, openPromptQueue, type Prompt} from '../../../source/services/keeper/prompt-queue.ts';
import {startAskingServer} from '../../helpers/asking-server.ts';
import {isAlive} from '../../helpers/processes.ts';
import {type Sshd, startSshd} from '../../helpers/sshd.ts';
import {until} from '../../helpers/wait.ts';
import {type Den, openDen} from './keeper-in.ts';

/** Puts a passphrase on the key that lets the user in. */
function lock(sshd: Sshd, passphrase: string): void {
	execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', passphrase, '-f', sshd.identityFile]);
}

/** Answers each question with the next of these. */
function answers(...texts: Array<string | null>): OnPrompt & {readonly asked: Prompt[]} {
	const asked: Prompt[] = [];
	const onPrompt: OnPrompt = async prompt => {
		asked.push(prompt);
		return texts.shift() ?? null;
	};
	return Object.assign(onPrompt, {asked});
}

function whereIs(secret: string, directories: readonly string[]): string[] {
	const files = directories.flatMap(directory =>
		existsSync(directory)
			? readdirSync(directory, {recursive: true, withFileTypes: true})
					.filter(entry => entry.isFile())
					.map(entry => join(entry.parentPath, entry.name))
			: [],
	);
	const processes = readdirSync('/proc')
		.filter(name => /^\d+$/.test(name))
		.flatMap(pid => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]);
	return [...files, ...processes].filter(file => {
		try {
			return readFileSync(file).includes(secret);
		} catch {
			return false;
		}
	});
}

function hubPid(den: Den): Promise<number> {
	return until(() => den.record()?.hubs[0]?.pid);
}

test('a passphrase reaches ssh and nothing else', async () => {
	const secret = 'zw4nZig-Katzen%"\\ é';
	const sshd = await startSshd();
	lock(sshd, secret);
	const den = openDen();
	const client = den.client(sshd.writeConfig([sshd.configFor('box')]));
	const found: string[] = [];
	const prompts: Prompt[] = [];
	const lease = await client.lease('box', {
		async onPrompt(prompt) {
			prompts.push({...prompt, said: ''});
			found.push(...whereIs('zw4nZig', [den.state, den.runtime]));
			return prompts.length === 1 ? 'zw4nZig-wrong' : secret;
		},
	});
	assert.equal(lease.mode(), 'hub');
	const prompt = {
		alias: 'box',
		purpose: null,
		login: 1,
		hop: null,
		text: `Enter passphrase for key '${sshd.identityFile}': `,
		kind: null,
		said: '',
	};
	assert.deepEqual(prompts, [prompt, prompt]);
	assert.deepEqual([...found, ...whereIs('zw4nZig', [den.state, den.runtime])], []);
	assert.ok(existsSync(join(den.state, 'keeper.log')));
});

test('a refused question ends its ssh, and nothing more is asked', async () => {
	const sshd = await startSshd();
	lock(sshd, 'secret');
	const den = openDen();
	const client = den.client(sshd.writeConfig([sshd.configFor('box')]));
	const onPrompt = answers(null);
	await assert.rejects(client.lease('box', {onPrompt}), isAbort);
	assert.equal(onPrompt.asked.length, 1);
	await until(() => den.record() === null);
});

test('with nobody to answer a question is refused at once, and the host needs you', async () => {
	const sshd = await startSshd();
	lock(sshd, 'secret');
	const den = openDen();
	const client = den.client(sshd.writeConfig([sshd.configFor('box')]));
	await assert.rejects(client.lease('box'), (error: unknown) => {
		assert.ok(error instanceof LeaseFailure && error.needsYou);
		return true;
	});
	assert.equal((await client.status())?.hubs[0]?.state, 'needs you');
});

test('who waits for a login hears what another one is asked for it, and when that is answered', async () => {
	const sshd = await startSshd();
	lock(sshd, 'secret');
	const den = openDen();
	const config = sshd.writeConfig([sshd.configFor('box')]);
	let answer: ((text: string) => void) | null = null;
	const own: Array<string | null> = [];
	const first = den.client(config).lease('box', {
		onPrompt: () =>
			new Promise(resolve => {
				answer = resolve;
			}),
		onAsked: what => own.push(what),
	});
	await until(() => answer !== null);
	const heard: Array<string | null> = [];
	const onPrompt = answers();
	const second = den.client(config).lease('box', {onPrompt, onAsked: what => heard.push(what)});
	await until(() => heard.length > 0);
	assert.deepEqual(heard, [`the passphrase of ${sshd.identityFile}`]);
	answer!('secret');
	await Promise.all([first, second]);
	assert.equal(heard.at(-1), null);
	assert.deepEqual([own.filter(what => what !== null), onPrompt.asked], [[], []]);
});

test('when the one who is asked goes away the login ends, and the next who waits is asked', async () => {
	const sshd = await startSshd();
	lock(sshd, 'secret');
	const den = openDen();
	const config = sshd.writeConfig([sshd.configFor('box')]);
	const [one, two] = [den.client(config), den.client(config)];
	let isAsked = false;
	const abort = new AbortController();
	const first = one.lease('box', {
		signal: abort.signal,
		onPrompt(_, over) {
			isAsked = true;
			return new Promise(resolve => over.addEventListener('abort', () => resolve('secret')));
		},
	});
	await until(() => isAsked);
	const pid = await hubPid(den);
	const onPrompt = answers('secret');
	const second = two.lease('box', {onPrompt});
	await until(async () => (await two.status())?.hubs[0]?.leases === 2);
	assert.equal(onPrompt.asked.length, 0);
	abort.abort();
	await assert.rejects(first, isAbort);
	assert.equal((await second).mode(), 'hub');
	assert.equal(onPrompt.asked.length, 1);
	assert.equal(isAlive(pid), false);
});

test('a host key is accepted by its fingerprint', async () => {
	const sshd = await startSshd();
	const den = openDen();
	writeFileSync(sshd.knownHostsFile, '');
	const client = den.client(sshd.writeConfig([sshd.configFor('box')]));
	const fingerprint = execFileSync('ssh-keygen', ['-lf', `${sshd.hostKeys[0]}.pub`], {
		encoding: 'utf8',
	}).split(' ')[1]!;
	await assert.rejects(client.lease('box', {onPrompt: answers('no')}), /was not accepted/);
	assert.equal(readFileSync(sshd.knownHostsFile, 'utf8'), '');
	const onPrompt = answers(fingerprint);
	await client.lease('box', {onPrompt});
	assert.ok(onPrompt.asked[0]!.text.includes(fingerprint));
	assert.notEqual(readFileSync(sshd.knownHostsFile, 'utf8'), '');
});

test('each hop asks for itself, and says so', async () => {
	const [gate, inner] = [await startSshd(), await startSshd()];
	lock(gate, 'gate secret');
	lock(inner, 'inner secret');
	const den = openDen();
	const client = den.client(
		gate.writeConfig([gate.configFor('gate'), inner.configFor('inner', ['ProxyJump gate'])]),
	);
	const onPrompt = answers('gate secret', 'inner secret');
	const lease = await client.lease('inner', {onPrompt});
	assert.deepEqual(
		onPrompt.asked.map(({alias, hop}) => [alias, hop]),
		[
			['inner', 'gate'],
			['inner', null],
		],
	);
	const pid = await hubPid(den);
	lease.release();
	await until(() => !isAlive(pid));
});

test('questions of several are asked one after the other', async () => {
	const [a, b] = [await startSshd(), await startSshd()];
	lock(a, 'secret of a');
	lock(b, 'secret of b');
	const den = openDen();
	const client = den.client(a.writeConfig([a.configFor('a'), b.configFor('b')]));
	let atOnce = 0;
	let most = 0;
	const onPrompt: OnPrompt = async ({alias}) => {
		most = Math.max(most, ++atOnce);
		await until(async () => (await client.status())?.prompts === 2 || most > 2, {within: 400}).catch(
			() => {},
		);
		atOnce--;
		return `secret of ${alias}`;
	};
	await Promise.all([client.lease('a', {onPrompt}), client.lease('b', {onPrompt})]);
	assert.equal(most, 1);
});

test('one login is asked to its end before another one', async () => {
	const prompts = ['Verification code: ', 'PIN: '];
	const codes = await startAskingServer([{method: 'keyboard-interactive', prompts, secrets: ['123', '456']}]);
	const other = await startAskingServer([{method: 'password', secret: 'secret'}]);
	const den = openDen();
	const config = join(den.runtime, '..', 'config');
	writeFileSync(config, codes.configFor('codes') + other.configFor('other'));
	const client = den.client(config);
	const asked: string[] = [];
	const texts = ['wrong', '456', '123', '456', 'wrong', 'secret'];
	const ends: boolean[] = [];
	let first: AbortSignal | null = null;
	const onPrompt: OnPrompt = async ({alias, text}, _, login) => {
		if (first === null) {
			await until(async () => (await client.status())?.prompts === 2);
			first = login;
		}
		asked.push(`${alias}: ${text.split(') ').at(-1)}`);
		ends.push(first.aborted);
		return texts.shift() ?? null;
	};
	const leasing = client.lease('codes', {onPrompt});
	await until(async () => (await client.status())?.prompts === 1);
	await Promise.all([leasing, client.lease('other', {onPrompt})]);
	const password = "other: me@127.0.0.1's password: ";
	const [code, pin] = prompts.map(prompt => `codes: ${prompt}`);
	assert.deepEqual(asked, [code, pin, code, pin, password, password]);
	assert.deepEqual(ends, [false, false, false, false, true, true]);
});

test('what a login may still ask is waited for no longer than a few seconds', async () => {
	const queue = openPromptQueue(30);
	const prompt = {alias: 'a', purpose: null, hop: null, text: 'PIN: ', kind: null, said: ''};
	const {signal} = new AbortController();
	const onPrompt: OnPrompt = async ({login}) => `${login}`;
	assert.equal(await queue.ask({...prompt, login: 1}, onPrompt, signal), '1');
	assert.equal(await queue.ask({...prompt, login: 2}, onPrompt, signal), '2');
});

test('a child of the caller’s own asks here too; a notice is over when it ends', async () => {
	const sshd = await startSshd();
	const den = openDen();
	const client = den.client(sshd.writeConfig([sshd.configFor('box')]));
	const shown: Prompt[] = [];
	const overs: AbortSignal[] = [];
	const asking = await client.asking({
		alias: 'my key',
		onCancel: () => {},
		onPrompt(prompt, over) {
			shown.push(prompt);
			overs.push(over);
			return prompt.kind === 'none' ? new Promise(() => {}) : Promise.resolve('five');
		},
	});
	const run = (text: string, env: NodeJS.ProcessEnv) =>
		spawn(asking.env['SSH_ASKPASS']!, [text], {env: {...den.env, ...asking.env, ...env}});

	const notice = run('Confirm user presence', {SSH_ASKPASS_PROMPT: 'none'});
	await until(() => shown.length === 1);
	assert.deepEqual(shown[0], {
		alias: 'my key',
		purpose: null,
		login: 1,
		hop: null,
		text: 'Confirm user presence',
		kind: 'none',
		said: '',
	});
	notice.kill('SIGTERM');
	await until(() => overs[0]!.aborted);

	const question = run('PIN: ', {});
	const [answer] = await once(question.stdout, 'data');
	assert.equal(String(answer), 'five\n');
	assert.deepEqual(await once(question, 'exit'), [0, null]);

	let complaint = '';
	const stranger = run('PIN: ', {SALLYPORT_TOKEN: '0'.repeat(32)});
	stranger.stderr.on('data', text => {
		complaint += text;
	});
	assert.deepEqual(await once(stranger, 'close'), [1, null]);
	asking.release();
	const late = run('PIN: ', {});
	assert.deepEqual(await once(late, 'exit'), [1, null]);
	assert.equal(shown.length, 2);
	assert.equal(complaint, '');
});

test('the child of a client that dies is ended', async () => {
	const sshd = await startSshd();
	const den = openDen();
	const client = den.client(sshd.writeConfig([sshd.configFor('box')]));
	const asking = await client.asking({alias: 'x', onCancel: () => {}, onPrompt: async () => null});
	const child = spawn('sleep', ['1000'], {detached: true, stdio: 'ignore'});
	asking.child(child.pid!);
	const other = den.client(sshd.writeConfig([sshd.configFor('box')]));
	await other.lease('box');
	client.close();
	assert.deepEqual(await once(child, 'exit'), [null, 'SIGTERM']);
});
