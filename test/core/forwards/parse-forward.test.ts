import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {describeForward, type Endpoint, type Forward} from '../../../source/core/forwards/forward.ts';
import {parseForward, parseForwardOption} from '../../../source/core/forwards/parse-forward.ts';
import {printForward, printForwardOption} from '../../../source/core/forwards/print-forward.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

type Kind = Forward['kind'];
const letters = {local: '-L', remote: '-R', dynamic: '-D'} as const;

/** A forward as `ssh -G` prints it. */
function asPrintedBySsh({kind, listen, target}: Forward): string {
	const shown = (endpoint: Endpoint): string => {
		if ('path' in endpoint) {
			return endpoint.path;
		}
		return endpoint.address === null ? `${endpoint.port}` : `[${endpoint.address}]:${endpoint.port}`;
	};
	const to = target === null ? (kind === 'remote' ? ' [socks]:0' : '') : ` ${shown(target)}`;
	return `${kind}forward ${shown(listen)}${to}`;
}

/** What `ssh -G` makes of its arguments; null when it refuses them. A local forward to a socket also shows as a dynamic one. */
function understoodBySsh(kind: Kind, ...args: string[]): string | null {
	const {status, stdout} = spawnSync('ssh', ['-G', '-T', ...args, 'host'], {encoding: 'utf8'});
	const lines = stdout.split('\n').filter(line => line.startsWith(`${kind}forward `));
	return status === 0 ? (lines[0] ?? null) : null;
}

const specifications: Readonly<Record<Kind, readonly string[]>> = {
	local: [
		'8080:db:80',
		'127.0.0.1:8080:db:80',
		'[::1]:8080:[fe80::1%eth0]:80',
		':8080:db:80',
		'*:8080:db:80',
		'8080::80',
		'+8080:db:80',
		'  8080:db:80',
		'8080:/run/x.sock',
		'127.0.0.1:8080:/run/x.sock',
		'/run/x.sock:db:80',
		'/run/x.sock:/run/y.sock',
		String.raw`/run/x\:y.sock:[/run/y:z.sock]`,
		String.raw`8080:d\:b:80`,
		'8080:a[b:80',
		'8080:db:80:',
		'127.0.0.1/8080/db/80',
		'8080',
		'127.0.0.1:8080',
		'::1:8080:db:80',
		'8080:db:80:1:2',
		'0:db:80',
		'8080:db:0',
		'8080:db:65536',
		'-1:db:80',
		'8080 :db:80',
		'[::1:8080:db:80',
		'[::1]8080:db:80',
		'a:b:c',
		'/run/x.sock',
		'8080:db:80\\',
		`8080:/${'x'.repeat(106)}`,
		`8080:/${'x'.repeat(107)}`,
		'',
		':',
		'8080:',
	],
	remote: [
		'9000',
		'127.0.0.1:9000',
		'[::]:0:db:80',
		'0:db:80',
		'/run/x.sock',
		'/run/x:db:80',
		'9000:db',
		'x',
		':9000',
	],
	dynamic: [
		'1080',
		'127.0.0.1:1080',
		'[::1]:1080',
		':1080',
		'*:1080',
		'0',
		'::1',
		'/run/x',
		'1080:db:80',
		'localhost:1',
	],
};

test('reads what ssh reads and refuses what ssh refuses', () => {
	for (const kind of ['local', 'remote', 'dynamic'] as const) {
		for (const specification of specifications[kind]) {
			const forward = parseForward(kind, specification);
			const ours = 'problem' in forward ? null : asPrintedBySsh(forward);
			assert.equal(
				ours,
				understoodBySsh(kind, '-F', 'none', letters[kind], specification),
				`${kind} ${specification}`,
			);
		}
	}
});

test('prints what it reads the same again, for the command line and for a config', () => {
	const file = join(tempDir('config'), 'config');
	for (const kind of ['local', 'remote', 'dynamic'] as const) {
		for (const specification of [...specifications[kind], '/run/a b:8080'.replace('8080', 'db:80')]) {
			const forward = parseForward(kind, specification);
			if ('problem' in forward) {
				continue;
			}
			assert.deepEqual(parseForward(kind, printForward(forward)), forward, specification);
			writeFileSync(file, `Host host\n\t${printForwardOption(forward)}\n`);
			assert.equal(understoodBySsh(kind, '-F', file), asPrintedBySsh(forward), printForwardOption(forward));
		}
	}
	const strange = {kind: 'local', listen: {path: '/a]:b\\c'}, target: {address: '[x', port: 1}} as const;
	assert.deepEqual(parseForward('local', printForward(strange)), strange);
});

test('reads the two arguments of an option', () => {
	assert.deepEqual(parseForwardOption('local', '127.0.0.1:5432', 'db:5432'), {
		kind: 'local',
		listen: {address: '127.0.0.1', port: 5432},
		target: {address: 'db', port: 5432},
	});
	assert.ok('problem' in parseForwardOption('local', '5432', null));
	assert.deepEqual(parseForwardOption('remote', '9000', null), {
		kind: 'remote',
		listen: {address: null, port: 9000},
		target: null,
	});
});

test('says a forward in words, and which machine listens', () => {
	const cases: ReadonlyArray<[kind: Kind, specification: string, text: string, listensOn: 'here' | 'there']> =
		[
			['local', '127.0.0.1:5432:db:5432', 'L 127.0.0.1:5432 → db:5432', 'here'],
			['local', '5432:[::1]:80', 'L localhost:5432 → [::1]:80', 'here'],
			['local', ':5432:/run/x', 'L *:5432 → /run/x', 'here'],
			['remote', '9000:localhost:3000', 'R localhost:9000 → localhost:3000', 'there'],
			['remote', '9000', 'R localhost:9000 → SOCKS', 'there'],
			['dynamic', '1080', 'D localhost:1080 → SOCKS', 'here'],
		];
	for (const [kind, specification, text, listensOn] of cases) {
		const forward = parseForward(kind, specification);
		assert.ok(!('problem' in forward));
		const described = describeForward(forward);
		assert.deepEqual([described.text, described.listensOn], [text, listensOn]);
	}
});

test('names what is wrong, and the machine that it is about', () => {
	const table: ReadonlyArray<readonly ['local' | 'remote' | 'dynamic', string, string]> = [
		['local', '80000:db:80', '“80000” is no port of this machine: a number from 1 to 65535 is needed'],
		['local', '0:db:80', '“0” is no port of this machine: a number from 1 to 65535 is needed'],
		['local', 'me:http:db:80', '“http” is no port of this machine: a number from 1 to 65535 is needed'],
		['local', '8080:db:http', '“http” is no port of db: a number from 1 to 65535 is needed'],
		['remote', 'x:db:80', '“x” is no port of the host: a number from 0 (it chooses one) to 65535 is needed'],
		['dynamic', '::1:80', '[bind_address:]port is needed'],
		['dynamic', '99999', '“99999” is no port of this machine: a number from 1 to 65535 is needed'],
		['local', '8080', '[bind_address:]port:host:hostport is needed'],
		['local', '8080:db', '[bind_address:]port:host:hostport is needed'],
		['local', '', '[bind_address:]port:host:hostport is needed'],
	];
	for (const [kind, text, fault] of table) {
		assert.deepEqual(parseForward(kind, text), {problem: `not a ${kind} forward: ${fault}`}, text);
	}
});
