// Bundles the program into dist/: a thin cli.js that any Node can read, and main.js with its lazy parts beside it.
import {writeFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {type BuildOptions, build} from 'esbuild';
import {licensesOf} from './build/licenses.ts';
import {quickText} from './build/quick-text.ts';
import {replaceFiles} from './build/replace-files.ts';
import {yogaAtOnce} from './build/yoga-at-once.ts';

const common = {
	bundle: true,
	format: 'esm',
	platform: 'node',
	outdir: 'dist',
	write: false,
	// Names and lines stay, so that a trace in a report can be read: shorter ones would not start sooner.
	minifySyntax: true,
	legalComments: 'none',
	logLevel: 'warning',
} satisfies BuildOptions;

const started = performance.now();
const cli = await build({
	...common,
	entryPoints: {cli: 'cli.tsx'},
	// Old enough for every Node that can read modules at all: this part is the one that says "too old".
	target: 'es2018',
	plugins: [
		{
			name: 'main-beside-cli',
			setup(bundle) {
				bundle.onResolve({filter: /\/source\/main\.tsx$/}, () => ({path: './main.js', external: true}));
			},
		},
	],
});
const main = await build({
	...common,
	entryPoints: {main: 'source/main.tsx'},
	chunkNames: 'part-[hash]',
	assetNames: '[name]',
	target: 'node22',
	// Node 22 knows the `v` flag: rewritten as calls, such expressions are compiled at the start, used or not.
	supported: {'regexp-set-notation': true},
	splitting: true,
	metafile: true,
	define: {
		'process.env.NODE_ENV': '"production"',
		// Ink would look for the React DevTools.
		'process.env.DEV': '"false"',
	},
	// Some dependencies are CommonJS: they call `require` for what Node has built in, and one asks for its file's name.
	banner: {
		js: "import {createRequire as requireFor} from 'node:module'; const require = requireFor(import.meta.url); const __filename = import.meta.filename;",
	},
	// ssh2 looks for its native parts beside its own files; React DevTools are for developers of Ink.
	external: ['ssh2', 'react-devtools-core'],
	plugins: [yogaAtOnce, quickText],
});
// Processes of their own, which stay while the dashboard comes and goes: each is one file with nothing it does not need.
const keeper = await build({
	...common,
	entryPoints: {
		keeper: 'source/keeper/main.ts',
		askpass: 'source/keeper/askpass.ts',
		transfers: 'source/services/transfers/worker.ts',
	},
	target: 'node22',
	supported: {'regexp-set-notation': true},
	external: ['ssh2'],
});
const licenses = {
	path: resolve('dist/licenses.txt'),
	contents: Buffer.from(licensesOf(Object.keys(main.metafile.inputs))),
};
replaceFiles(resolve('dist'), [...cli.outputFiles, ...main.outputFiles, ...keeper.outputFiles, licenses]);
if (process.env['METAFILE']) {
	writeFileSync(process.env['METAFILE'], JSON.stringify(main.metafile));
}
console.log(`Built dist/ in ${Math.round(performance.now() - started)} ms.`);
