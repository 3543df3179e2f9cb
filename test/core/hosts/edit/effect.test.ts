import assert from 'node:assert/strict';
import {test} from 'node:test';
import {changedOptions, describeEffects} from '../../../../source/core/hosts/edit/effect.ts';

function told(option: string, before: readonly string[], after: readonly string[]): string[] {
	const hosts = [{alias: 'web', kind: 'changed', options: [{option, before, after}]}] as const;
	return describeEffects({hosts, asked: 1, of: 1, notes: []}, new Set(['web']));
}

test('of a list of algorithms only what comes and goes is told', () => {
	const all = 'a,b,c,d,e,f';
	const cases: Array<[option: string, before: string, after: string, said: string]> = [
		['hostkeyalgorithms', all, `${all},ssh-rsa`, 'hostkeyalgorithms + ssh-rsa'],
		['ciphers', all, 'b,c,d,e,f', 'ciphers − a'],
		['macs', all, 'f,x', 'macs − 5 values, + x'],
		['kexalgorithms', all, 'f,a,b,c,d,e', 'kexalgorithms in another order'],
		['proxyjump', 'a,b', 'a,b,c', 'proxyjump a,b → a,b,c'],
	];
	for (const [option, before, after, said] of cases) {
		assert.deepEqual(told(option, [before], [after]), [`changes web: ${said}`]);
	}
	assert.deepEqual(told('port', ['22'], ['2222']), ['changes web: port 22 → 2222']);
});

test('an option that is “none” afterwards and was not there before is no change', () => {
	const before = new Map([['port', ['22']]]);
	const after = new Map([
		['port', ['22']],
		['proxyjump', ['none']],
	]);
	assert.deepEqual(changedOptions(before, after), []);
	assert.deepEqual(changedOptions(after, before), []);
	assert.equal(changedOptions(before, new Map([...after, ['proxyjump', ['b']]])).length, 1);
});
