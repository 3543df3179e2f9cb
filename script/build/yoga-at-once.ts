import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Plugin} from 'esbuild';

const source = dirname(fileURLToPath(import.meta.resolve('yoga-layout')));
const binary = join(source, '../binaries/yoga-wasm-base64-esm.js');
const dataUrl = /data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)/;

// yoga-layout's own entry awaits a `fetch` of its code as a data URL, for which Node loads its whole HTTP client.
// Emscripten's loader takes an `instantiateWasm` for this case: the program is then ready when the call returns.
const entry = `
import {readFileSync} from 'node:fs';
import load from ${JSON.stringify(binary)};
import wrapAssembly from ${JSON.stringify(join(source, 'wrapAssembly.js'))};
import file from 'yoga.wasm';
export * from ${JSON.stringify(join(source, 'generated/YGEnums.js'))};
const program = {
	instantiateWasm(imports, done) {
		const code = new WebAssembly.Module(readFileSync(new URL(file, import.meta.url)));
		const instance = new WebAssembly.Instance(code, imports);
		done(instance);
		return instance.exports;
	},
};
load(program);
export default wrapAssembly(program);
`;

/** An esbuild plugin that gives `yoga-layout` another entry: the same code, loaded from a file, without waiting. */
export const yogaAtOnce: Plugin = {
	name: 'yoga-at-once',
	setup(bundle) {
		bundle.onResolve({filter: /^yoga-layout$/}, () => ({path: 'yoga-layout', namespace: 'yoga'}));
		bundle.onLoad({filter: /^yoga-layout$/, namespace: 'yoga'}, () => ({
			contents: entry,
			resolveDir: source,
		}));
		bundle.onResolve({filter: /^yoga\.wasm$/}, ({path}) => ({path, namespace: 'yoga'}));
		bundle.onLoad({filter: /\.wasm$/, namespace: 'yoga'}, () => ({contents: wasm(), loader: 'file'}));
		bundle.onLoad({filter: /yoga-wasm-base64-esm\.js$/}, () => ({
			contents: readFileSync(binary, 'utf8').replace(dataUrl, ''),
		}));
	},
};

function wasm(): Buffer {
	const code = dataUrl.exec(readFileSync(binary, 'utf8'))?.[1];
	if (code === undefined) {
		throw new Error('yoga-layout no longer carries its code as a data URL.');
	}
	return Buffer.from(code, 'base64');
}
