import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import type {Services} from '../../source/commands/services.ts';
import type {ForwardStatus} from '../../source/core/forwards/forward-status.ts';
import {noForwards, openDashboard} from '../helpers/dashboard.tsx';
import {until} from '../helpers/wait.ts';

const config = `# mine
Host bastion
  HostName 192.0.2.1

Host web-1 web-2
\tHostName 10.0.0.5 # five
\t# tags: prod
\tProxyJump bastion

Host *
  User deploy
`;

test('the form calls options as ssh does, their values in one column', async () => {
	const text = 'Host box\n  HostName 192.0.2.7\n  ServerAliveInterval 15\n  ServerAliveCountMax 4\n';
	const {screen} = await openDashboard({config: text, columns: 80, rows: 40});
	await screen.shows('box');
	await screen.press('e');
	await screen.shows(/ {2}ServerAliveInterval 15/);
	await screen.shows(/ {2}ServerAliveCountMax 4/);
	await screen.shows(/ {2}HostName {12}192\.0\.2\.7/);
});

test('a host is added in the form, connected to, tagged, changed, and all of it undone', async () => {
	const {screen, configFile, asked} = await openDashboard({config: ''});
	await screen.press('a');
	await screen.shows('New host');
	await screen.write('box');
	await screen.press('Down');
	await screen.write('192.0.2.7');
	await screen.press('Enter');
	await screen.shows('adds box: hostname box → 192.0.2.7');
	await screen.press('y');
	await screen.shows('u undoes it');
	const added = readFileSync(configFile, 'utf8');
	assert.equal(added, 'Host box\n    HostName 192.0.2.7\n');
	await screen.press('Enter');
	await until(() => asked.includes('run -- box'));
	await screen.press('t');
	await screen.shows('Tags of box');
	await screen.write('eu, lab');
	await screen.press('Enter');
	await screen.shows('Nothing changes for ssh.');
	await screen.press('y');
	await screen.shows('#eu #lab');
	const tagged = readFileSync(configFile, 'utf8');
	assert.equal(tagged, 'Host box\n    # tags: eu, lab\n    HostName 192.0.2.7\n');
	await screen.press('e');
	await screen.shows('Edit box');
	await screen.press('Down', 'Down', 'Down');
	await screen.write('2222');
	await screen.press('Enter');
	await screen.shows('changes box: port 22 → 2222');
	await screen.press('y');
	await screen.shows('192.0.2.7:2222');
	for (const before of [tagged, added, '']) {
		await screen.press('u');
		await screen.shows('Undo this?');
		await screen.press('y');
		await screen.shows('Undone:');
		assert.equal(readFileSync(configFile, 'utf8'), before);
	}
	await screen.press('u');
	await screen.shows('Nothing to undo.');
});

test('a removal of a host that is dear wants its name, and takes the name alone from a line of several', async () => {
	const {screen, configFile} = await openDashboard({config});
	await screen.shows('web-1');
	await screen.press('Down', 'd');
	await screen.shows('Type web-1 to say yes.');
	await screen.press('y', 'Enter');
	await screen.shows('Nothing done: type web-1');
	await screen.press('Ctrl+U');
	await screen.write('web-1');
	await screen.press('Enter');
	await screen.shows('u undoes it');
	assert.equal(readFileSync(configFile, 'utf8'), config.replace('web-1 web-2', 'web-2'));
});

test('on a low screen the name that has to be typed stands before the field, where the question is out of sight', async () => {
	const {screen} = await openDashboard({config, columns: 80, rows: 12});
	await screen.shows('web-1');
	await screen.press('Down', 'd');
	await screen.shows(/^ *Type web-1: $/m);
	await screen.press('PageDown', 'PageDown', 'PageDown');
	await screen.shows('Type web-1 to say yes.');
	await screen.shows(/^ *> *$/m);
});

test('a host that is renamed takes along what leads through it, its pin and its forwards, and undo takes all of it back', async () => {
	const moved: string[] = [];
	const status = {
		id: 'a1b2',
		alias: 'bastion',
		configFile: null,
		kind: 'local',
		specification: '127.0.0.1:8080:db:80',
		label: null,
		isSaved: true,
		isAutomatic: false,
		state: 'stopped',
		reason: null,
		since: 0,
		attempt: 0,
		nextAt: null,
		port: null,
		pid: null,
	} as const;
	let tell: (forwards: readonly ForwardStatus[]) => void = () => {};
	const own: Services['forwards']['own'] = {
		...noForwards.own,
		follow(listener) {
			tell = listener;
			listener([status]);
			return () => {};
		},
		async set(plan, {forward}) {
			moved.push(`${forward} ${plan.alias}`);
			tell([{...status, alias: plan.alias}]);
			return 'a1b2';
		},
	};
	const {screen, configFile} = await openDashboard({
		config,
		services: {forwards: {...noForwards, own}},
	});
	await screen.press('*');
	await screen.shows(/\*· bastion/);
	await screen.press('e');
	await screen.shows('Edit bastion');
	await screen.press('Ctrl+U');
	await screen.write('jump');
	await screen.press('Enter');
	await screen.shows('web-1, web-2 go through bastion');
	await screen.press('Enter');
	await screen.shows('renames bastion to jump');
	await screen.shows('+    ProxyJump jump');
	await screen.press('y');
	await screen.shows('u undoes it');
	const renamed = config.replace('Host bastion', 'Host jump').replace('ProxyJump bastion', 'ProxyJump jump');
	assert.equal(readFileSync(configFile, 'utf8'), renamed);
	await screen.shows(/\*· jump/);
	assert.deepEqual(moved, ['a1b2 jump']);
	await screen.press('u');
	await screen.shows('Undo this?');
	await screen.press('y');
	await screen.shows('Undone:');
	await screen.shows(/\*· bastion/);
	assert.equal(readFileSync(configFile, 'utf8'), config);
	assert.deepEqual(moved, ['a1b2 jump', 'a1b2 bastion']);
	await screen.press('d');
	await screen.shows('bastion has a forward, which cannot start any more.');
});

test('what is typed before a question or a form is there goes to neither it nor the list below', async () => {
	const {screen, configFile, asked} = await openDashboard({config});
	await screen.shows('web-1');
	await screen.write('cq');
	await screen.shows('Clone of bastion');
	await screen.shows('It needs a name: what you will type behind ssh');
	await screen.press('Esc');
	await screen.write('dy');
	await screen.shows('Write this?');
	await screen.press('y');
	await screen.shows('u undoes it');
	const removed = readFileSync(configFile, 'utf8');
	await screen.write('uy');
	await screen.shows('Undo this?');
	await screen.press('n');
	await screen.showsNot('Undo this?');
	assert.deepEqual(asked, []);
	assert.equal(readFileSync(configFile, 'utf8'), removed);
});

test('what another program changes while the form is open stays', async () => {
	const {screen, configFile, writeConfig} = await openDashboard({config});
	await screen.press('e');
	await screen.shows('Edit bastion');
	const theirs = config.replace('# mine', '# mine\nHost new\n  Port 9\n').replace('192.0.2.1', '192.0.2.99');
	writeConfig(theirs);
	await screen.press('Down', 'Down', 'Down');
	await screen.write('2222');
	await screen.press('Enter');
	await screen.shows('changes bastion: port 22 → 2222');
	await screen.press('y');
	await screen.shows('u undoes it');
	assert.equal(readFileSync(configFile, 'utf8'), theirs.replace('192.0.2.99\n', '192.0.2.99\n  Port 2222\n'));
});

test('a file that changes under the question is not written, and what was typed comes back', async () => {
	const {screen, configFile, writeConfig} = await openDashboard({config});
	await screen.press('e');
	await screen.shows('Edit bastion');
	await screen.press('Down', 'Down', 'Down');
	await screen.write('2222');
	await screen.press('Enter');
	await screen.shows('Write this?');
	writeConfig(`${config}# theirs\n`);
	await screen.press('y');
	await screen.shows('was changed by something else meanwhile');
	await screen.shows('2222');
	assert.equal(readFileSync(configFile, 'utf8'), `${config}# theirs\n`);
	await screen.press('Enter');
	await screen.shows('Write this?');
	await screen.press('y');
	await screen.shows('u undoes it');
	assert.match(readFileSync(configFile, 'utf8'), /192\.0\.2\.1\n {2}Port 2222\n.*# theirs\n$/s);
});

test('values ssh would not take are said below their fields, and a circle of jump hosts is refused', async () => {
	const {screen} = await openDashboard({config});
	await screen.press('e');
	await screen.shows('Edit bastion');
	await screen.press('Down', 'Down', 'Down');
	await screen.write('70000');
	await screen.shows('A port is a number from 1 to 65535.');
	await screen.press('Ctrl+U', 'Down', 'Down', 'Down');
	await screen.write('web-1');
	await screen.shows('That leads in a circle: bastion → web-1 → bastion.');
	await screen.press('Enter');
	await screen.shows('Edit bastion');
	await screen.press('Ctrl+U', 'Up', 'Up', 'Up', 'Up', 'Up');
	await screen.write('-bad');
	await screen.showsNot('circle');
});

test('a pasted ssh line fills the form, and what is typed in the filter can be saved', async () => {
	const {screen} = await openDashboard({config});
	await screen.press('/');
	await screen.write('deploy@box.example.com -p 2222');
	await screen.press('F4');
	await screen.shows('New host');
	await screen.shows(/Name +box/);
	await screen.shows(/Port +2222/);
	await screen.press('Esc', 'a');
	await screen.shows('A pasted');
	await screen.write('ssh -i ~/k -J bastion -L 8080:db:80 -o Compression=yes u@h.example.com');
	await screen.press('Down');
	await screen.shows(/HostName +h\.example\.com/);
	await screen.shows(/IdentityFile +.*k/);
	await screen.shows(/LocalForward +8080:db:80/);
	await screen.shows(/Compression +inherit +\[yes\]/);
});

test('a change of many hosts can be made before ssh was asked about all of them', async () => {
	const hosts = Array.from({length: 1200}, (_, n) => `Host h${n}\n  User u\n`).join('');
	const {screen, configFile} = await openDashboard({config: `${hosts}\nHost *\n  Port 7\n`});
	await screen.shows('1,200 hosts');
	await screen.press('G', 'd');
	await screen.shows(/Asking ssh about 1,200 hosts: [1-9]/);
	await screen.press('y');
	await screen.shows('u undoes it');
	assert.ok(!readFileSync(configFile, 'utf8').includes('*'));
});

test('several marked hosts get their tags together', async () => {
	const {screen, configFile} = await openDashboard({config: 'Host a\nHost b\nHost c\n  # tags: old\n'});
	await screen.press('Space', 'Down', 'Space', 't');
	await screen.shows('Tags of a, c');
	await screen.write('new');
	await screen.press('Down');
	await screen.write('old');
	await screen.press('Enter');
	await screen.shows('Write this?');
	await screen.press('y');
	await screen.shows('u undoes it');
	assert.equal(readFileSync(configFile, 'utf8'), 'Host a\n    # tags: new\nHost b\nHost c\n  # tags: new\n');
});

test('what lint says is marked on the hosts, and a fix goes the way of any change', async () => {
	const text = 'Host a\n  Port 1\n  Port 2\nHost b\n  StrictHostKeyChecking no\n';
	const {screen, configFile} = await openDashboard({config: text});
	await screen.shows('·!a');
	await screen.shows('What lint says');
	await screen.press('L');
	await screen.shows('Lint: 2 found');
	await screen.write('accepted');
	await screen.press('Enter');
	await screen.shows('changes b: stricthostkeychecking false → accept-new');
	await screen.press('y');
	await screen.shows('u undoes it');
	assert.equal(readFileSync(configFile, 'utf8'), text.replace('Checking no', 'Checking accept-new'));
});

test('a pasted Host block of several lines fills the form, whichever line ends the terminal sends', async () => {
	const block = '# mine\nHost box # note\n  HostName 192.0.2.7\n  User "a b"\n  Ciphers aes256-ctr\n';
	for (const end of ['\n', '\r', '\r\n']) {
		const {screen} = await openDashboard({config});
		await screen.press('a');
		await screen.shows('New host');
		await screen.write(`\u001B[200~${block.replaceAll('\n', end)}\u001B[201~`);
		await screen.shows(/Name +box/);
		await screen.shows(/HostName +192\.0\.2\.7/);
		await screen.shows(/User +a b/);
		await screen.shows(/More +Ciphers aes256-ctr/);
	}
});

test('of several pasted Host blocks the first fills the form, which says so', async () => {
	const {screen} = await openDashboard({config});
	await screen.press('a');
	await screen.shows('New host');
	await screen.write('\u001B[200~Host box\r  Port 2201\rHost crate\r  Port 2202\r\u001B[201~');
	await screen.shows(/Name +box +/);
	await screen.shows(/Port +2201/);
	await screen.shows('The form takes the first of the 2 Host blocks that were pasted.');
	await screen.showsNot('crate');
});

test('an option that IgnoreUnknown lets pass stands in no way, and is cloned with the rest', async () => {
	const text = 'IgnoreUnknown UseKeychain\nHost a\n  UseKeychain yes\n  Port 1\n';
	const {screen, configFile} = await openDashboard({config: text});
	await screen.press('c');
	await screen.shows(/UseKeychain +yes/);
	await screen.write('b');
	await screen.press('Enter');
	await screen.shows('adds b: port 22 → 1');
	await screen.press('y');
	await screen.shows('u undoes it');
	assert.equal(readFileSync(configFile, 'utf8'), `${text}\nHost b\n  UseKeychain yes\n  Port 1\n`);
});
