import type {BlockList} from './block-list.ts';
import type {ConfigLine} from './config-text.ts';
import type {Block} from './config-tree.ts';
import {splitArguments} from './lexer.ts';
import {isPattern} from './pattern.ts';

/** What a static reading of the files gives a host: null where no line says. */
export type StaticValues = {
	readonly hostName: string | null;
	readonly user: string | null;
	readonly port: number | null;
	readonly proxyJump: string | null;
};

/** What the lines of one block set; `proxy` is what its first ProxyJump or ProxyCommand comes to. */
type Settings = {
	hostName?: string | undefined;
	user?: string | undefined;
	port?: number | null | undefined;
	proxy?: {readonly jump: string | null} | undefined;
};

const keywords = new Set(['hostname', 'user', 'port', 'proxycommand', 'proxyjump']);
// Only a config made to do harm has so many patterns for so many hosts; it gets no values from them beyond this.
const mostLooks = 5_000_000;
const plainWord = /^[\w.%:@-]+$/;
const services: Readonly<Record<string, number>> = {ssh: 22, telnet: 23, http: 80, https: 443};

/** A port as ssh takes it, 1 to 65535 or the name of a well-known service; null for anything else. */
export function readPort(text: string): number | null {
	const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : services[text];
	return port !== undefined && port > 0 && port < 65_536 ? port : null;
}

/**
 * Prepares the answer to "what do these blocks say of this alias?": the first value wins over the Host blocks in order,
 * wildcards and negations included; Match never applies and nothing is executed. `wide` are the blocks, by index, that
 * may be for aliases they do not name; `own` are those that name the alias. A wide block is looked at only for aliases
 * that begin as one of its patterns does, and a block is read when it is first looked at.
 */
export function staticValues(
	blocks: BlockList,
	wide: readonly number[],
): (alias: string, own: readonly number[]) => StaticValues {
	const settings = new Map<number, Settings | null>();
	const settingsOf = (index: number): Settings | null => {
		let found = settings.get(index);
		if (found === undefined) {
			found = readSettings(blocks.at(index));
			settings.set(index, found);
		}
		return found;
	};
	let byPrefix: ReadonlyMap<string, readonly number[]> | null = null;
	let lengths: readonly number[] = [];
	const candidates: number[] = [];
	let looks = 0;
	return (alias, own) => {
		if (byPrefix === null) {
			byPrefix = wideByPrefix(
				blocks,
				wide.filter(index => settingsOf(index) !== null),
			);
			lengths = [...new Set([...byPrefix.keys()].map(prefix => prefix.length))];
		}
		let count = gather(candidates, 0, own);
		for (const length of lengths) {
			if (length <= alias.length && looks < mostLooks) {
				count = gather(candidates, count, byPrefix.get(alias.slice(0, length)));
			}
		}
		looks += count;
		sortFirst(candidates, count);
		const found: Settings = {};
		for (let i = 0; i < count; i++) {
			const index = candidates[i] as number;
			const from = settingsOf(index);
			if (from !== null && blocks.at(index).applies(alias)) {
				fillIn(found, from);
			}
		}
		return {
			hostName: found.hostName === undefined ? null : expandHostName(found.hostName, alias),
			user: found.user ?? null,
			port: found.port ?? null,
			proxyJump: found.proxy?.jump ?? null,
		};
	};
}

function wideByPrefix(blocks: BlockList, wide: readonly number[]): Map<string, number[]> {
	const byPrefix = new Map<string, number[]>();
	for (const index of wide) {
		const {kind, scope} = blocks.at(index);
		for (const name of kind === 'host' ? scope.names : ['*']) {
			if (isPattern(name) && !name.startsWith('!')) {
				add(byPrefix, name.slice(0, name.search(/[*?]/)), index);
			}
		}
	}
	return byPrefix;
}

// One list serves all aliases: ten thousand hosts are read before the first frame.
function gather(list: number[], from: number, more: readonly number[] | undefined): number {
	let count = from;
	for (let i = 0; more !== undefined && i < more.length; i++) {
		list[count++] = more[i] as number;
	}
	return count;
}

function sortFirst(list: number[], count: number): void {
	if (count > 32) {
		const sorted = list.slice(0, count).sort((a, b) => a - b);
		for (let i = 0; i < count; i++) {
			list[i] = sorted[i] as number;
		}
		return;
	}
	for (let i = 1; i < count; i++) {
		const value = list[i] as number;
		let at = i;
		for (; at > 0 && (list[at - 1] as number) > value; at--) {
			list[at] = list[at - 1] as number;
		}
		list[at] = value;
	}
}

function add(map: Map<string, number[]>, key: string, index: number): void {
	const indexes = map.get(key);
	if (indexes) {
		indexes.push(index);
	} else {
		map.set(key, [index]);
	}
}

function fillIn(found: Settings, from: Settings): void {
	found.hostName ??= from.hostName;
	found.user ??= from.user;
	if (found.port === undefined) {
		found.port = from.port;
	}
	found.proxy ??= from.proxy;
}

function readSettings(block: Block): Settings | null {
	let settings: Settings | null = null;
	for (let i = 0; i < block.lines.length; i++) {
		const {keyword, argument} = block.lines[i] as ConfigLine;
		if (!keywords.has(keyword)) {
			continue;
		}
		settings ??= {};
		if (keyword === 'hostname') {
			settings.hostName ??= firstWord(argument);
		} else if (keyword === 'user') {
			settings.user ??= firstWord(argument);
		} else if (keyword === 'port') {
			settings.port = settings.port === undefined ? readPort(firstWord(argument) ?? '') : settings.port;
		} else if (keyword === 'proxycommand') {
			settings.proxy ??= {jump: null};
		} else if (keyword === 'proxyjump') {
			settings.proxy ??= {jump: readJump(argument)};
		}
	}
	return settings;
}

function firstWord(argument: string): string | undefined {
	return plainWord.test(argument) ? argument : splitArguments(argument)?.[0] || undefined;
}

function readJump(argument: string): string | null {
	const jump = (argument.split('#', 1)[0] as string).replace(/^[ \t=]+/, '').trimEnd();
	return jump === '' || jump.toLowerCase() === 'none' ? null : jump;
}

function expandHostName(hostName: string, alias: string): string {
	return !hostName.includes('%')
		? hostName
		: hostName.replaceAll(/%([%h])/g, (_, token) => (token === 'h' ? alias : '%'));
}
