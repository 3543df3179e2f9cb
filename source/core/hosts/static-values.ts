import {type Block, scopeApplies} from './config-tree.ts';
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
const plainWord = /^[\w.%:@-]+$/;
const services: Readonly<Record<string, number>> = {ssh: 22, telnet: 23, http: 80, https: 443};

/** A port as ssh takes it, 1 to 65535 or the name of a well-known service; null for anything else. */
export function readPort(text: string): number | null {
	const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : services[text];
	return port !== undefined && port > 0 && port < 65_536 ? port : null;
}

/**
 * Prepares the answer to "what do these blocks say of this alias?": the first value wins over the Host blocks in order,
 * wildcards and negations included; Match never applies and nothing is executed. Quick for thousands of aliases: a block
 * is looked at only for aliases that begin as one of its names does.
 */
export function staticValues(blocks: readonly Block[]): (alias: string) => StaticValues {
	const exact = new Map<string, number[]>();
	const byPrefix = new Map<string, number[]>();
	const settings = blocks.map(readSettings);
	for (const [index, {scope}] of blocks.entries()) {
		if (settings[index] !== null) {
			for (const name of scope.kind === 'host' ? scope.names : ['*']) {
				if (!isPattern(name)) {
					add(exact, name, index);
				} else if (!name.startsWith('!')) {
					add(byPrefix, name.slice(0, name.search(/[*?]/)), index);
				}
			}
		}
	}
	const lengths = [...new Set([...byPrefix.keys()].map(prefix => prefix.length))];
	return alias => {
		const candidates = exact.get(alias)?.slice() ?? [];
		for (const length of lengths) {
			const indexes = length <= alias.length ? byPrefix.get(alias.slice(0, length)) : undefined;
			if (indexes) {
				candidates.push(...indexes);
			}
		}
		if (candidates.length > 1) {
			candidates.sort((a, b) => a - b);
		}
		const found: Settings = {};
		for (const index of candidates) {
			if (scopeApplies((blocks[index] as Block).scope, alias)) {
				fillIn(found, settings[index] as Settings);
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
	for (const {keyword, argument} of block.lines) {
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
