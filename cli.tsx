#!/usr/bin/env node
// Only what every Node can read stands here: the rest is imported once this one is known to be new enough.
import {existsSync} from 'node:fs';
import module from 'node:module';
import {homedir} from 'node:os';

const oldestNode = 22;

function whyNot(): string | null {
	if (process.platform === 'win32') {
		return 'sallyport runs on Linux and macOS; on Windows, install and start it inside WSL.';
	}
	if (Number(process.versions.node.split('.')[0]) < oldestNode) {
		return `sallyport needs Node ${oldestNode} or newer; this is Node ${process.versions.node}.`;
	}
	return null;
}

/** Keeps compiled code between runs, in a directory that only this user writes; where that fails, nothing is kept. */
async function keepCompiledCode(): Promise<void> {
	try {
		const chosen = process.env['XDG_CACHE_HOME'] ?? '';
		const caches = chosen.startsWith('/') ? chosen : `${homedir()}/.cache`;
		const directory = `${caches}/sallyport/compiled`;
		// Node would make it too, and never end where nothing can be made.
		if (!existsSync(directory)) {
			const {makePrivateDirectory} = await import('./source/services/private-directory.ts');
			makePrivateDirectory(directory);
		}
		module.enableCompileCache?.(directory);
	} catch {}
}

async function run(): Promise<number> {
	const reason = whyNot();
	if (reason !== null) {
		process.stderr.write(`${reason}\n`);
		return 2;
	}
	await keepCompiledCode();
	const {main} = await import('./source/main.tsx');
	return main(process.argv.slice(2));
}

function fail(error: unknown): void {
	// The trace alone: Node would print the line of the bundle as well, which is a screenful.
	process.stderr.write(`sallyport failed: ${error instanceof Error ? error.stack : String(error)}\n`);
	process.exitCode = 1;
}

// Nothing is left to be done then: the system takes the memory back sooner than Node clears it.
process.once('beforeExit', () => process.exit());

void run().then(code => {
	process.exitCode = code;
}, fail);
