import type {Pty} from '../helpers/pty.ts';
import {type Context, ms, pause, type Row, ratioRow} from './measure.ts';
import {aliasOf, configWith, openProgram, pressMany, settle} from './program.ts';

function rows(name: string, {bytes, cpu}: {bytes: number; cpu: number}, nodeCpu: number): Row[] {
	return [
		{
			name: `${name}, bytes`,
			value: `${Math.round(bytes)} bytes`,
			target: '≤ 1200 bytes',
			isMet: bytes <= 1200,
		},
		ratioRow(`${name}, CPU`, cpu, nodeCpu, 'node -e 0', 0.45),
	];
}

/** What a press of Down costs at 120 × 40 with 10,000 hosts, and whether any of 200 at once is lost. */
export async function measureKeys({isQuick, nodeCpu}: Context): Promise<Row[]> {
	const pty = openProgram(configWith(10_000));
	await settle(pty);
	const times = (count: number, chord: string): string[] => Array.from({length: count}, () => chord);
	// The first presses let the program compile what is hot.
	await pressMany(pty, [...times(30, 'Down'), ...times(30, 'Up')]);
	await settle(pty);
	const within = await pressMany(pty, [...times(30, 'Down'), ...times(30, 'Up')]);
	pty.press(...times(40, 'Down'));
	await pause(1000);
	const scrolling = await pressMany(pty, times(isQuick ? 60 : 200, 'Down'));
	const node = nodeCpu();
	await pty.end();
	return [...rows('Down', within, node), ...rows('Down that scrolls', scrolling, node), await burst()];
}

async function burst(): Promise<Row> {
	const pty = openProgram(configWith(10_000));
	await settle(pty);
	const started = performance.now();
	pty.write('\u001B[B'.repeat(200));
	const name = '200 Down at once';
	try {
		await pty.shows(new RegExp(`${aliasOf(200)} +deploy`), {within: 5000});
		const time = performance.now() - started;
		await settleCursor(pty);
		const landed = selectedAlias(pty);
		const isMet = landed === aliasOf(200);
		return {name, value: isMet ? `none lost, ${ms(time)}` : `on ${landed}`, target: 'none lost', isMet};
	} catch {
		return {name, value: 'lost', target: 'none lost', isMet: false};
	} finally {
		await pty.end();
	}
}

async function settleCursor(pty: Pty): Promise<void> {
	await pause(500);
	await pty.drawn();
}

/** The alias in the row that is drawn unlike the others: the selected one. */
function selectedAlias(pty: Pty): string | undefined {
	const screen = pty.screen();
	const row = screen.findIndex((_, index) => {
		const {inverse, bg} = pty.cellAt(index, 3);
		return index > 1 && index < screen.length - 1 && (inverse || bg !== null);
	});
	return /web-\d+/.exec(screen[row] ?? '')?.[0];
}
