import assert from 'node:assert/strict';
import {hostname, userInfo} from 'node:os';
import {test} from 'node:test';
import type {EffectiveOptions} from '../../../source/core/hosts/host.ts';
import {expandPath} from '../../../source/services/ssh-config/expand-path.ts';

const effective: EffectiveOptions = {
	alias: 'web',
	options: {
		hostname: [{value: 'web.example.net', source: null}],
		port: [{value: '2222', source: null}],
		user: [{value: 'deploy', source: null}],
	},
};

function variable(name: string): string {
	return `$\{${name}}`;
}

const cases: readonly [string, string][] = [
	['~/.ssh/id', '/home/u/.ssh/id'],
	['/keys/%h_%p_%r_%n', '/keys/web.example.net_2222_deploy_web'],
	['%d/.ssh/100%%', '/home/u/.ssh/100%'],
	['/keys/%u_%l', `/keys/${userInfo().username}_${hostname()}`],
	[`${variable('KEYS')}/id`, '/secret/id'],
	['/keys/%C', '/keys/%C'],
	[`/${variable('NOWHERE')}/id`, `/${variable('NOWHERE')}/id`],
];
for (const [written, path] of cases) {
	test(`${written} is ${path}`, () => {
		assert.equal(expandPath(written, effective, '/home/u', {KEYS: '/secret'}), path);
	});
}
