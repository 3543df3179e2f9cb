import {spawn} from 'node:child_process';
import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after} from 'node:test';
import {type Demo, startDemo} from '../../source/demo/demo.ts';
import {atExit} from '../helpers/at-exit.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {patience} from '../helpers/wait.ts';

type Ended = {readonly code: number | null; readonly stdout: Buffer; readonly stderr: string};

export type DemoRun = {
	readonly demo: Demo;
	/** Runs a program of OpenSSH with the demo's config and environment, without a terminal. */
	ssh(args: readonly string[], options?: RunOptions): Promise<Ended>;
	sftp(commands: readonly string[], host?: string): Promise<Ended>;
	/** What the banner says after a word. */
	secret(word: string): string;
	/** The environment of a child whose questions are all answered so. */
	answering(text: string): NodeJS.ProcessEnv;
	/** The port of a host in the config. */
	port(host: string): number;
};

type RunOptions = {
	readonly program?: 'ssh' | 'sftp' | 'scp';
	readonly input?: string | Buffer;
	readonly env?: NodeJS.ProcessEnv;
	readonly cwd?: string;
};

/** Starts the demo for this file of tests in a directory of its own; it is ended when they have run. */
export async function openDemo(): Promise<DemoRun> {
	const demo = await startDemo(tempDir('demo'));
	after(() => demo.dispose());
	atExit(() => demo.disposeSync());
	const run: DemoRun = {
		demo,
		ssh: (args, {program = 'ssh', input = '', env = demo.env, cwd} = {}) =>
			runProgram(program, ['-F', demo.configFile, ...args], {input, env, cwd}),
		sftp: (commands, host = 'files') =>
			run.ssh(['-b', '-', host], {program: 'sftp', input: `${commands.join('\n')}\n`}),
		secret: word => demo.banner.find(line => line.includes(word))!.split(': ')[1]!,
		answering(text) {
			const helper = join(tempDir('ask'), 'answer');
			writeFileSync(helper, '#!/bin/sh\nprintf "%s\\n" "$DEMO_ANSWER"\n');
			chmodSync(helper, 0o700);
			return {...demo.env, SSH_ASKPASS: helper, SSH_ASKPASS_REQUIRE: 'force', DEMO_ANSWER: text};
		},
		port(host) {
			const block = readFileSync(demo.configFile, 'utf8').split(`\nHost ${host}`)[1]!;
			return Number(/Port (\d+)/.exec(block)![1]);
		},
	};
	return run;
}

type Plan = {
	readonly input: string | Buffer;
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string | undefined;
};

function runProgram(program: string, args: readonly string[], {input, env, cwd}: Plan): Promise<Ended> {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, {env, cwd, detached: true, timeout: patience * 3});
		const out: Buffer[] = [];
		let stderr = '';
		child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			stderr += text;
		});
		child.stdin.on('error', () => undefined);
		child.stdin.end(input);
		child.once('error', reject);
		child.once('close', code => resolve({code, stdout: Buffer.concat(out), stderr}));
	});
}
