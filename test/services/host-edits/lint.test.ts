import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {chmodSync, existsSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {emptyDraft} from '../../../source/core/hosts/edit/host-draft.ts';
import {openHostEdits} from '../../../source/services/host-edits/host-edits.ts';
import {openSshConfig} from '../../../source/services/ssh-config/ssh-config.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {writeFiles} from '../ssh-config/open-in.ts';

function open(text: string, files: Readonly<Record<string, string>> = {}, isDefault = false) {
	const home = tempDir('lint');
	writeFiles(home, {'.ssh/config': text, ...files});
	const file = join(home, '.ssh/config');
	const env = {...process.env, HOME: home};
	const ssh = {program: 'ssh', configFile: isDefault ? null : file, env};
	const config = openSshConfig({ssh, home, systemFile: null});
	return {file, edits: openHostEdits({ssh, config, places: {state: join(home, 'state'), now: Date.now}})};
}

async function told(text: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
	const {edits} = open(text, files);
	return (await edits.lint()).map(({severity, line, message}) => `${severity} ${line} ${message}`);
}

test('each kind of fault is told with its line', async () => {
	const cases: Array<[text: string, expected: RegExp]> = [
		['Host a\n  Bogus yes\n', /^error 2 “bogus” is not an option/],
		['Host a\n  Port abc\n', /^error 2 Bad port/],
		['Host a\n  User "x\n', /^error 2 A quote is not closed/],
		['Match exec "a b" bogus x\n', /^error 1 Match has no criterion “bogus”/],
		['Match all exec true bogus x\n', /^error 1 Match has no criterion “bogus”/],
		['Host a\n  RefuseConnection no\n', /^error 2 RefuseConnection needs OpenSSH 10\.0|^$/],
		['Host a\n  Protocol 2\n', /^note 2 protocol means nothing/],
		['Host a\n  Port 1\n  Port 2\n', /^warning 3 Port never counts here: .*config:2 sets it first/],
		['Host *\n  User x\nHost a\n  User y\n', /^warning 4 User never counts here: .*config:2/],
		['User x\nHost a\n  User y\n', /^warning 3 User never counts here: .*config:1/],
		['Host a*\n  User x\nHost a1 a2\n  User y\n', /^warning 4 User never counts/],
		['Host !a\n  User x\n', /^warning 1 This Host line fits no name/],
		['Host a !a\n  User x\n', /^warning 1 This Host line fits no name/],
		['Host a\n  Port 1\nHost a b\n  Port 2\n', /^warning 3 a stands at .*config:1 as well/],
		['Host b u@h\n  Port 1\n', /^warning 1 “u@h” fits nothing: ssh takes .*“@”/],
		['Host ssh://h\n  Port 1\n', /^warning 1 “ssh:\/\/h” fits nothing: ssh takes .*“ssh:\/\/”/],
		['Host a\n  IdentityFile ~/none\n', /^warning 2 There is no ~\/none/],
		['Include nothing\n', /^warning 1 There is no nothing to include/],
		['Host a\n  ProxyJump lost\n', /^warning 2 ProxyJump leads to lost/],
		['Host a\n  ProxyJump b\nHost b\n  ProxyJump a\n', /^error 2 ProxyJump leads in a circle: a → b → a/],
		['Host *\n  ProxyJump b\nHost b\n  Port 1\n', /^error 2 ProxyJump leads in a circle: b → b/],
		['Host a\n  Ciphers aes128-cbc\n', /^warning 2 aes128-cbc is weak/],
		['Host a\n  Ciphers blowfish-cbc,aes256-ctr\n', /^error 2 This ssh has no blowfish-cbc/],
		['Host a\n  PubkeyAcceptedKeyTypes +ssh-rsa\n', /^warning 2 ssh-rsa is weak/],
		['Host a\n  StrictHostKeyChecking no\n', /^warning 2 A changed host key is accepted/],
		['Host *\n  ForwardAgent yes\n', /^warning 2 The agent is lent to every host/],
		['Host a\n  LocalForward 80 x:1\n  DynamicForward 80\n', /^warning 3 It listens where/],
		['Host a\n  LocalForward 80 x:1\nHost b\n  LocalForward 80 x:1\n', /^note 4 It listens where .* \(a\)/],
	];
	for (const [text, expected] of cases) {
		const all = await told(text);
		assert.ok(all.some(line => expected.test(line)) || expected.test(''), [text, ...all].join('\n'));
	}
});

test('every line that ssh refuses is told, in its own words', async () => {
	const ran = join(tempDir('ran'), 'it');
	const {file, edits} = open(
		`Host a
  Port abc # no number
  Compression maybe
  PermitRemoteOpen x
Match user x bogus x
  ServerAliveInterval x
  EscapeChar abc
Include more/*
Host b
  Bogus 1
  SetEnv x
`,
		{
			'.ssh/more/1': 'Ciphers nope\nUser x\nRekeyLimit q\n',
			'.ssh/more/2': 'Host "a\nIPQoS zz\n',
			'.ssh/more/3': `Match exec "touch ${ran}"\n  Tunnel q\n`,
		},
	);
	const findings = (await edits.lint()).filter(({severity}) => severity === 'error');
	const place = (each: {file: string; line: number | null}) =>
		`${each.file.slice(dirname(file).length + 1)}:${each.line}`;
	assert.deepEqual(findings.map(place), [
		...[2, 3, 4, 5, 6, 7, 10, 11].map(line => `config:${line}`),
		'more/1:1',
		'more/1:3',
		'more/2:1',
		'more/2:2',
		'more/3:2',
	]);
	for (const {message} of findings) {
		assert.match(message, /refuses to run\. It says: \S/);
	}
	assert.equal(existsSync(ran), false);
	const said = spawnSync('ssh', ['-F', file, '-G', 'h'], {encoding: 'utf8'}).stderr;
	const words = /config line 2: (.*)/.exec(said)?.[1];
	assert.equal(findings[0]?.message, `Bad port “abc”. ssh refuses to run. It says: ${words}`);
});

test('nothing is said of what is in order', async () => {
	const fine = `Include more/*
Host web-1 web-2
  HostName 10.0.0.1
  User x
  LocalForward 8080 db:80
  LocalForward 8081 db:80
  IdentityFile ~/k
Match originalhost nobody exec "test -f 'a b' # c = d" !user bogus
  Port 2
Match host="nobody" exec=false user x
  Port 3
Host web-1
  Port 1
Host in
  ProxyJump jump.example.com,web-1
Host *.lan !a.lan
  User y
Host *
  IdentityFile %d/nothere-%h
  Ciphers -aes128-cbc
  StrictHostKeyChecking accept-new
  ServerAliveInterval 30
`;
	const all = await told(fine, {k: '', '.ssh/more/a': 'Host q\n  Port 3\n'});
	assert.equal(all.length, 1, all.join('\n'));
	assert.match(all[0] ?? '', /^note 12 web-1 stands at .* as well/);
});

test('an option that a later ssh knows may stand below the IgnoreUnknown that lets it pass', async () => {
	const ignore = 'IgnoreUnknown RefuseConn*';
	const isOlder = (await told('Host a\n  RefuseConnection no\n')).length === 1;
	assert.deepEqual(await told(`${ignore}\nHost a\n  RefuseConnection no\n`), []);
	assert.equal((await told(`Host a\n  RefuseConnection no\n${ignore}\n`)).length, isOlder ? 1 : 0);
});

test('an IgnoreUnknown of an included file counts for the lines behind the Include', async () => {
	const more = {'.ssh/first': 'Include second\n', '.ssh/second': 'IgnoreUnknown Fine*\n'};
	assert.deepEqual(await told('Include first\nHost a\n  FineOption 1\n', more), []);
	const before = await told('Host a\n  FineOption 1\nHost *\n  Include first\n', more);
	assert.equal(before.length, 1, before.join('\n'));
	assert.match(before[0] ?? '', /2 .*fineoption.* is not an option/i);
});

test('modes that ssh refuses are told of its own config', async () => {
	const {file, edits} = open('Host a\n', {}, true);
	assert.deepEqual(await edits.lint(), []);
	chmodSync(file, 0o666);
	const [finding] = await edits.lint();
	assert.match(finding?.message ?? '', /Others may write it \(0666\)/);
	assert.equal(finding?.severity, 'error');
	const draft = {...emptyDraft, names: ['b']};
	const plan = await edits.plan('add', {kind: 'add', draft, file});
	await plan.close();
	assert.deepEqual(plan.notes, [
		`${file}: Others may write it (0666): ssh refuses to run. chmod go-w mends it.`,
	]);
});

test('a fix does what it says, and only as long as the line is the one it was found in', async () => {
	const text = 'Host a\n  Port 1 # keep\n  Port 2\n  StrictHostKeyChecking no # why\n';
	const {file, edits} = open(text);
	const findings = await edits.lint();
	const fix = findings.find(({line}) => line === 4)?.fix;
	assert.ok(fix);
	const plan = await edits.plan(fix.title, {kind: 'fix', file, fix: fix.fix});
	const {hosts} = await edits.effects(plan, {});
	assert.deepEqual(hosts, [
		{
			alias: 'a',
			kind: 'changed',
			options: [{option: 'stricthostkeychecking', before: ['false'], after: ['accept-new']}],
		},
	]);
	await plan.close();
	writeFileSync(file, `# new\n${text}`);
	await assert.rejects(edits.plan(fix.title, {kind: 'fix', file, fix: fix.fix}), /has changed meanwhile/);
});
