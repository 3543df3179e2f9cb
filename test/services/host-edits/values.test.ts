import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {takeApart} from '../../../source/core/hosts/edit/line-parts.ts';
import {printValue, readValue} from '../../../source/core/hosts/edit/option-value.ts';
import {splitArguments} from '../../../source/core/hosts/lexer.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

const file = join(tempDir('values'), 'config');

/** A usual value of options of each kind, all of them known to every ssh. */
const usual: Readonly<Record<string, string>> = {
	User: 'bob',
	BindAddress: '127.0.0.1',
	HostKeyAlias: 'web',
	HostName: 'h.example',
	Port: '99',
	ServerAliveInterval: '30',
	IdentityFile: '/p/q',
	ControlPath: '/p/q',
	UserKnownHostsFile: '/a /b',
	SendEnv: 'A B',
	SetEnv: 'A=1 B=2',
	RemoteCommand: 'c d',
	ProxyCommand: 'c d',
	ProxyJump: 'j',
	Compression: 'yes',
};
const forwards: Readonly<Record<string, string>> = {
	LocalForward: '8080 db:80',
	RemoteForward: '8080 db:80',
	DynamicForward: '1080',
};

const twisted: readonly ((value: string) => string)[] = [
	value => value,
	() => '',
	...'# " \' \\ = - ~ ! ,'
		.split(' ')
		.flatMap(odd => [
			() => odd,
			(value: string) => odd + value,
			(value: string) => value + odd,
			(value: string) => `${value} ${odd}x`,
			(value: string) => `${odd} ${value}`,
		]),
	value => `"${value}"`,
	value => `'${value}'`,
	value => `${value} "x #y"`,
	value => `${value} '#'`,
	value => `${value}\\"`,
	value => `${value}\\\\" x`,
	value => `${value}\\ x`,
	value => `\t${value} `,
	value => `${value}\tx`,
	value => `${value}é日本`,
	value => `${value}\u00A0`,
	value => `${value}%Z`,
	value => `${value}%`,
	value => `${value}$x`,
	value => `${value}\`x\``,
	() => 'none',
	() => '""',
	() => '"" x',
];

/** What ssh makes of a line for a host; null where it refuses it. */
function said(line: string, name: string): string[] | null {
	writeFileSync(file, `Host web\n  ${line}\n`);
	const {status, stdout} = spawnSync('ssh', ['-T', '-F', file, '-G', 'web'], {encoding: 'utf8'});
	const start = `${name.toLowerCase()} `;
	return status === 0
		? stdout.split('\n').flatMap(each => (each.startsWith(start) ? [each.slice(start.length)] : []))
		: null;
}

function printed(name: string, value: string): string | null {
	const found = printValue(name, value, null);
	return 'problem' in found ? null : found.argument;
}

function shownAgain(name: string, argument: string): string {
	const parts = takeApart(`  ${name} ${argument}`);
	return readValue(name, parts?.argument ?? '');
}

const blanks = /^[ \t]+|[ \t]+$/g;
const severalWords = /^(SendEnv|SetEnv|UserKnownHostsFile)$/;
/** What `none` says is that nothing is set; a host key's name has no case; a lone sign changes a list by nothing. */
const isNothing = /^(none|-)$/;

test('a value that is taken is what ssh reads, to the letter', () => {
	for (const [name, value] of Object.entries(usual)) {
		assert.notEqual(printed(name, value), null, name);
		for (const twist of twisted) {
			const typed = twist(value);
			const trimmed = typed.replaceAll(blanks, '');
			const wanted = name === 'ProxyJump' ? trimmed.replaceAll(/\s*,\s*/g, ',') : trimmed;
			const argument = printed(name, typed);
			const found = argument === null || isNothing.test(wanted) ? null : said(`${name} ${argument}`, name);
			if (argument === null || found === null) {
				continue;
			}
			const words = severalWords.test(name) ? (splitArguments(wanted) ?? []) : [wanted];
			const removed = (word: string) => name === 'SendEnv' && word.startsWith('-');
			const meant = words.filter(word => !removed(word)).join(' ');
			const home = userInfo().homedir;
			const expand = (text: string) => text.replace(/^~(?=\/)/, home).replace(/^~(?= |$)/, `${home}/`);
			assert.ok(
				[meant, expand(meant)].includes(found.join(' ')) ||
					(name === 'HostKeyAlias' && found.join(' ') === meant.toLowerCase()),
				`${name} ${JSON.stringify(typed)}: ssh says ${JSON.stringify(found)}`,
			);
			assert.deepEqual(
				splitArguments(shownAgain(name, argument).replaceAll(/["']/g, '')),
				splitArguments(wanted.replaceAll(/["']/g, '')),
				`${name} ${typed} is shown as ${shownAgain(name, argument)}`,
			);
		}
	}
});

test('a forward that is taken leads where ssh takes it', () => {
	for (const [name, value] of Object.entries(forwards)) {
		for (const twist of twisted) {
			const typed = twist(value);
			const argument = printed(name, typed);
			const found = argument === null ? null : said(`${name} ${argument}`, name);
			if (argument !== null && found !== null) {
				const plain = (text: string | undefined) => text?.replaceAll(/[[\]"'\\]| \[socks\]:0$/g, '').trim();
				assert.equal(plain(found[0]), plain(typed.trim()), `${name} ${JSON.stringify(typed)}`);
			}
		}
	}
});

test('what would be a comment, or be passed over, is refused with the reason', () => {
	const refused: Array<[name: string, value: string, reason: RegExp]> = [
		['SendEnv', 'A #B', /“#” in SendEnv would be a comment: put it in quotes/],
		['UserKnownHostsFile', '#a', /“#”/],
		['LocalForward', '80 db:80 # mine', /where it listens and where it leads/],
		['DynamicForward', '80 81', /where it listens/],
		['RemoteForward', '"80 db:80"', /white space/],
		['RemoteCommand', '=x', /cannot begin with “=”/],
		['ProxyJump', '=j', /no host to go through/],
		['ServerAliveInterval', 'none', /is a time/],
		['HostName', 'a%%%b', /no other %/],
	];
	for (const [name, value, reason] of refused) {
		const found = printValue(name, value, null);
		assert.match('problem' in found ? found.problem : '', reason, `${name} ${value}`);
	}
	assert.equal(printed('SetEnv', '=A B'), '"="A B');
});
