import assert from 'node:assert/strict';
import {test} from 'node:test';
import {judgeAnswer} from '../../../source/core/prompts/judge-answer.ts';
import type {HostKeyPrompt} from '../../../source/core/prompts/prompt.ts';

const print = 'SHA256:UdcEiJoPIQp5oE0HfvtblcyNLPxeGmH5wZ2c/VYCyIk';
const another = 'SHA256:AdcEiJoPIQp5oE0HfvtblcyNLPxeGmH5wZ2c/VYCyIk';
const hostKey: HostKeyPrompt = {
	kind: 'host-key',
	question: {
		host: 'web',
		address: null,
		keyType: 'ED25519',
		fingerprint: print,
		dns: null,
		otherNames: [],
		omitted: 0,
	},
};

test('a host key is accepted by its fingerprint only, for which a typed yes may stand', () => {
	for (const typed of ['yes', ' YES ', print, `${print} `, print.slice(7)]) {
		assert.deepEqual(judgeAnswer(hostKey, typed, false), {answer: print}, typed);
	}
	for (const typed of ['', 'y', 'ja', 'yes!', another, another.slice(7), 'MD5:00', print.toLowerCase()]) {
		assert.ok('complaint' in judgeAnswer(hostKey, typed, false), typed);
	}
	assert.deepEqual(judgeAnswer(hostKey, 'No', false), {answer: 'no'});
});

test('a doubtful key takes its whole fingerprint', () => {
	assert.ok('complaint' in judgeAnswer(hostKey, 'yes', true));
	assert.deepEqual(judgeAnswer(hostKey, print, true), {answer: print});
	assert.deepEqual(judgeAnswer(hostKey, 'no', true), {answer: 'no'});
});

test('yes is sent for a question of yes or no, never after ssh refused an answer', () => {
	assert.deepEqual(judgeAnswer({kind: 'confirm', text: []}, 'yes', false), {answer: 'yes'});
	assert.deepEqual(judgeAnswer({kind: 'confirm', text: []}, 'no', false), {answer: 'no'});
	assert.ok('complaint' in judgeAnswer({kind: 'confirm', text: []}, '', false));
	assert.ok('complaint' in judgeAnswer({kind: 'host-key-again'}, 'yes', false));
	assert.deepEqual(judgeAnswer({kind: 'host-key-again'}, print, false), {answer: print});
});
