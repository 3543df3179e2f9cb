import assert from 'node:assert/strict';
import {test} from 'node:test';
import {classifyPrompt} from '../../../source/core/prompts/classify-prompt.ts';

const child = {alias: 'web-1', hops: ['bastion']};
const print = 'SHA256:UdcEiJoPIQp5oE0HfvtblcyNLPxeGmH5wZ2c/VYCyIk';

function classified(text: string, askpassPrompt?: string): object {
	const {child: asker, ...prompt} = classifyPrompt(text, askpassPrompt, child);
	assert.equal(asker, child);
	return prompt;
}

const passphrase = (keyPath: string | null, step: string, isRetry = false): object => ({
	kind: 'passphrase',
	keyPath,
	step,
	isRetry,
});
const account = {user: 'u', host: 'web.example'};

const known: ReadonlyArray<[text: string, prompt: object]> = [
	["Enter passphrase for key '/home/u/.ssh/id_ed25519': ", passphrase('/home/u/.ssh/id_ed25519', 'unlock')],
	["Enter passphrase for key 'it's': ", passphrase("it's", 'unlock')],
	['Enter passphrase for /home/u/k: ', passphrase('/home/u/k', 'unlock')],
	['Enter passphrase for /home/u/k (will confirm each use): ', passphrase('/home/u/k', 'unlock')],
	['Bad passphrase, try again for /home/u/k: ', passphrase('/home/u/k', 'unlock', true)],
	['Enter passphrase: ', passphrase(null, 'unlock')],
	['Enter old passphrase: ', passphrase(null, 'old')],
	['Enter passphrase (empty for no passphrase): ', passphrase(null, 'new')],
	['Enter new passphrase (empty for no passphrase): ', passphrase(null, 'new')],
	['Enter passphrase for "/home/u/k" (empty for no passphrase): ', passphrase('/home/u/k', 'new')],
	['Enter same passphrase again: ', passphrase(null, 'again')],
	['Enter lock password: ', passphrase(null, 'lock')],
	['Again: ', passphrase(null, 'again')],
	["u@web.example's password: ", {kind: 'password', account, step: 'login'}],
	[
		"u@corp@web.example's password: ",
		{kind: 'password', account: {user: 'u@corp', host: 'web.example'}, step: 'login'},
	],
	["u@::1's password: ", {kind: 'password', account: {user: 'u', host: '::1'}, step: 'login'}],
	["Enter u@web.example's old password: ", {kind: 'password', account, step: 'old'}],
	["Enter u@web.example's new password: ", {kind: 'password', account, step: 'new'}],
	["Retype u@web.example's new password: ", {kind: 'password', account, step: 'again'}],
	['(u@web.example) Password: ', {kind: 'keyboard-interactive', account, serverText: ['Password:']}],
	['(u@web.example) ', {kind: 'keyboard-interactive', account, serverText: []}],
	['Enter PIN for ED25519-SK key /home/u/k: ', {kind: 'pin', keyType: 'ED25519-SK', key: '/home/u/k'}],
	[
		'Enter PIN and confirm user presence for ED25519-SK key SHA256:x: ',
		{kind: 'pin', keyType: 'ED25519-SK', key: 'SHA256:x'},
	],
	["Enter PIN for 'My token': ", {kind: 'pin', keyType: null, key: 'My token'}],
	['Enter PIN for authenticator: ', {kind: 'pin', keyType: null, key: 'authenticator'}],
	["Please type 'yes', 'no' or the fingerprint: ", {kind: 'host-key-again'}],
	['Accept updated hostkeys? (yes/no): ', {kind: 'confirm', text: ['Accept updated hostkeys? (yes/no):']}],
	[
		'Are you sure you want to continue connecting (yes/no)? ',
		{kind: 'confirm', text: ['Are you sure you want to continue connecting (yes/no)?']},
	],
];

for (const [text, prompt] of known) {
	test(`knows ${JSON.stringify(text)}`, () => assert.deepEqual(classified(text), prompt));
}

function question(host: string, ...lines: string[]): string {
	return [
		`The authenticity of host '${host}' can't be established.`,
		`ED25519 key fingerprint is ${print}.`,
		...lines,
		'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
	].join('\n');
}

const plainQuestion = {
	host: 'web-1',
	address: '10.0.0.1',
	keyType: 'ED25519',
	fingerprint: print,
	dns: null,
	otherNames: [],
	omitted: 0,
};

test('reads the question about an unknown host key, whatever else it holds', () => {
	const none = 'This key is not known by any other names.';
	const read = (host: string, ...lines: string[]): object => classified(question(host, ...lines));
	const is = (more: object = {}): object => ({kind: 'host-key', question: {...plainQuestion, ...more}});
	assert.deepEqual(read('web-1 (10.0.0.1)', none), is());
	assert.deepEqual(
		read('[web-1]:2222 ([10.0.0.1]:2222)', none.slice(0, -1)),
		is({host: '[web-1]:2222', address: '[10.0.0.1]:2222'}),
	);
	assert.deepEqual(read('web-1 (<no hostip for proxy command>)', none), is({address: null}));
	assert.deepEqual(
		read(
			'web-1 (10.0.0.1)',
			'+--[ED25519 256]--+',
			'|.oo..    ...o+.  |',
			'+----[SHA256]-----+',
			'Matching host key fingerprint found in DNS.',
			'This host key is known by the following other names/addresses:',
			'    ~/.ssh/known_hosts:12: old-web',
			'    ~/.ssh/known_hosts:13: [hashed name]',
			'    (6 additional names omitted)',
		),
		is({
			dns: 'matches',
			otherNames: [
				{place: '~/.ssh/known_hosts:12', name: 'old-web'},
				{place: '~/.ssh/known_hosts:13', name: '[hashed name]'},
			],
			omitted: 6,
		}),
	);
	const md5 = question('web-1 (10.0.0.1)').replace(
		print,
		'MD5:87:ee:c1:82:20:5a:0f:6c:b3:73:50:9b:97:cc:f5:ca',
	);
	assert.equal(
		(classified(md5) as {question: {fingerprint: string}}).question.fingerprint,
		'MD5:87:ee:c1:82:20:5a:0f:6c:b3:73:50:9b:97:cc:f5:ca',
	);
});

test('a host-key question with a single strange line, or in the words of a server, is none', () => {
	assert.equal(
		(classified(question('web-1 (10.0.0.1)', 'You may safely type yes.')) as {kind: string}).kind,
		'unknown',
	);
	const twice = question('web-1 (10.0.0.1)', 'RSA key fingerprint is SHA256:another.');
	assert.equal((classified(twice) as {kind: string}).kind, 'unknown');
	const fromServer = classified(`(u@web.example) ${question('web-1 (10.0.0.1)')}`) as {kind: string};
	assert.equal(fromServer.kind, 'keyboard-interactive');
});

test('what a server writes stays text of the server, and clean, whatever it imitates', () => {
	const imitations = [
		"\u001B[2J\rEnter passphrase for key '/home/u/.ssh/id_ed25519': ",
		"\nroot@bank.example's password: ",
		') (root@bank.example) Password: ',
		'x@evil) Password: ',
		'Enter PIN for authenticator: ',
		"Please type 'yes', 'no' or the fingerprint: ",
		'Accept updated hostkeys? (yes/no): ',
		`Confirm user presence for key ED25519-SK ${print}`,
		'\u202EdrowssaP',
	];
	for (const text of imitations) {
		const prompt = classified(`(u@web.example) ${text}`) as {
			kind: string;
			account: object;
			serverText: readonly string[];
		};
		assert.equal(prompt.kind, 'keyboard-interactive', text);
		assert.deepEqual(prompt.account, account);
		assert.doesNotMatch(prompt.serverText.join(''), /[\u0000-\u001F\u202E]/);
	}
});

test('what is not wholly in the words of ssh is unknown, clean, and shown as it is', () => {
	const texts = [
		'',
		"Please: Enter passphrase for key '/k': ",
		"Enter passphrase for key '/k': really? ",
		"Enter passphrase for key '/k\n': ",
		"u@web.example's password: and more: ",
		`Confirm user presence for key ED25519-SK ${print}`,
		'Verification code: \u001B]0;owned\u0007',
	];
	for (const text of texts) {
		const prompt = classified(text) as {kind: string; text: readonly string[]};
		assert.equal(prompt.kind, 'unknown', text);
		assert.doesNotMatch(prompt.text.join(''), /[\u0000-\u001F]/);
	}
});

test('a notice and a question for yes are known by how they are asked, not by their words', () => {
	assert.deepEqual(classified(`Confirm user presence for key ED25519-SK ${print}`, 'none'), {
		kind: 'touch',
		key: {type: 'ED25519-SK', fingerprint: print},
		text: [`Confirm user presence for key ED25519-SK ${print}`],
	});
	assert.deepEqual(classified('Something else', 'none'), {
		kind: 'touch',
		key: null,
		text: ['Something else'],
	});
	assert.deepEqual(classified('Allow use of key /k?\nKey fingerprint SHA256:x.', 'confirm'), {
		kind: 'confirm',
		text: ['Allow use of key /k?', 'Key fingerprint SHA256:x.'],
	});
	assert.equal((classified("u@web.example's password: ", 'confirm') as {kind: string}).kind, 'confirm');
});

test('a long text of a server takes no long time', () => {
	const began = performance.now();
	classified(`(u@web.example) ${'(a@'.repeat(100_000)}`);
	classified('('.repeat(100_000) + '@'.repeat(100_000));
	classified(`Enter passphrase for key '${"'".repeat(200_000)}`);
	assert.ok(performance.now() - began < 2000);
});
