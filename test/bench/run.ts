// Prints what the program costs as ratios to what the machine does at that moment. It judges, but it never fails:
// a figure taken on a busy machine is no test. `--quick` takes minutes, most of them `transfers`; names of measures choose some.
import {measureEdits} from './edits.ts';
import {measureFiles} from './files.ts';
import {measureFilter} from './filter.ts';
import {measureForwards} from './forwards.ts';
import {measureIdle} from './idle.ts';
import {measureKeyFiles} from './key-files.ts';
import {measureKeys} from './keys.ts';
import {measureKeysUnderLoad} from './keys-under-load.ts';
import {measureListing} from './listing.ts';
import {type Context, cpuOfEmptyNode, median, type Row} from './measure.ts';
import {measureSessions} from './sessions.ts';
import {measureStart} from './start.ts';
import {measureTransfers} from './transfers.ts';

const measures = {
	start: measureStart,
	keys: measureKeys,
	filter: measureFilter,
	files: measureFiles,
	idle: measureIdle,
	'key-files': measureKeyFiles,
	sessions: measureSessions,
	listing: measureListing,
	transfers: measureTransfers,
	'keys-under-load': measureKeysUnderLoad,
	forwards: measureForwards,
	edits: measureEdits,
};
const wanted = process.argv.slice(2);
const isQuick = wanted.includes('--quick');
const context: Context = {
	isQuick,
	nodeCpu: () => median(Array.from({length: isQuick ? 7 : 15}, cpuOfEmptyNode)),
};

function print({name, value, against = '', target = '', isMet}: Row): void {
	const verdict = isMet === undefined ? '' : isMet ? 'pass' : 'FAIL';
	console.log(
		[name.padEnd(38), value.padEnd(20), against.padEnd(34), target.padEnd(14), verdict].join(' ').trimEnd(),
	);
}

const names = Object.keys(measures).filter(name => wanted.includes(name)) as Array<keyof typeof measures>;
for (const name of names.length > 0 ? names : (Object.keys(measures) as Array<keyof typeof measures>)) {
	for (const row of await measures[name](context)) {
		print(row);
	}
}
// The helpers of tests bring the test runner with them, which would have its say.
process.exit();
