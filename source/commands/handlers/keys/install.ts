import {isAbort} from '../../../core/errors.ts';
import {whyRefused} from '../../../core/hosts/refused-name.ts';
import {type InstallReport, isInstalled, reportLines} from '../../../core/keys/install-report.ts';
import type {KeyFile} from '../../../core/keys/key-file.ts';
import {type LoginOffers, type Offer, takesPasswords} from '../../../core/keys/offers.ts';
import {listStart} from '../../../core/list/position.ts';
import {counted} from '../../../core/text/numbers.ts';
import {printable} from '../../../core/text/printable.ts';
import type {Tone} from '../../../state/app-state.ts';
import {chosenKey} from '../../../state/key-subject.ts';
import {selectedRow} from '../../../state/rows/details-rows.ts';
import {shortPath} from '../../../state/short-path.ts';
import type {Context} from '../../context.ts';
import {whileAsking} from '../../while-busy.ts';
import {readAnew} from './cancellable.ts';

/** So many hosts are worked on at the same time. */
const together = 4;

function hostsIn(text: string): string[] {
	return [...new Set(text.split(/[\s,]+/).filter(name => name !== ''))];
}

/** Installs the key of the row on the hosts that are named in a form, and shows how it went. */
export async function install(context: Context): Promise<void> {
	const {state, dialogs} = context;
	const key = chosenKey(state());
	if (key === null) {
		return;
	}
	const name = shortPath(key.path, state().home);
	const row = selectedRow(state());
	const known = (state().hosts.reading?.hosts ?? []).map(({alias}) => alias);
	const values = await dialogs.form<'hosts'>({
		title: `Install ${name}`,
		intro: [
			{
				text: 'Adds its public half to the authorized_keys of the account that the config names for each host, then proves by a login that it works. What is there before is kept.',
			},
		],
		fields: [
			{
				id: 'hosts',
				label: 'hosts',
				value: row?.kind === 'host' ? row.host.alias : '',
				note: 'One or several, with spaces between them. Tab completes.',
			},
		],
		submit: 'install',
		check({hosts}) {
			const names = hostsIn(hosts);
			const refused = names.find(host => whyRefused(host) !== null);
			const wrong =
				names.length === 0
					? 'Name a host.'
					: refused === undefined
						? null
						: `“${refused}” cannot be launched.`;
			const strange = names.filter(host => !known.includes(host));
			return {
				errors: wrong === null ? {} : {hosts: wrong},
				outlook: strange.map(host => ({text: `${host} is no host of the config: ssh finds it by its name.`})),
			};
		},
		suggest(_, {hosts}) {
			const before = hosts.slice(0, hosts.length - (/[^\s,]*$/.exec(hosts)?.[0].length ?? 0));
			const last = hosts.slice(before.length);
			return known.filter(alias => alias.startsWith(last) && alias !== last).map(alias => before + alias);
		},
	});
	if (values === null) {
		return;
	}
	const hosts = hostsIn(values.hosts);
	const title = `installing ${name} on ${hosts.length === 1 ? hosts[0] : counted(hosts.length, 'host')}`;
	await whileAsking(context, title, async signal => {
		const reports = await installOnAll(context, key, hosts, signal);
		if (!signal.aborted) {
			await readAnew(context, signal);
		}
		show(context, name, hosts, reports);
	});
}

/** What was done on each host; an AbortError only where that is nothing at all, so that no installed key is kept secret. */
async function installOnAll(
	context: Context,
	key: KeyFile,
	hosts: readonly string[],
	signal: AbortSignal,
): Promise<readonly InstallReport[]> {
	const reports: InstallReport[] = [];
	const failures: unknown[] = [];
	for (let first = 0; first < hosts.length && failures.length === 0; first += together) {
		const outcomes = await Promise.allSettled(
			hosts.slice(first, first + together).map(host =>
				context.services.keys.install(key, host, {
					mayLeaveHome: (alias, path) => mayLeaveHome(context, alias, path),
					onProgress: words => context.say('info', words),
					signal,
				}),
			),
		);
		for (const outcome of outcomes) {
			if (outcome.status === 'fulfilled') {
				reports.push(outcome.value);
			} else {
				failures.push(outcome.reason);
			}
		}
	}
	const worst = failures.find(failure => !isAbort(failure)) ?? failures[0];
	if (worst !== undefined && (!isAbort(worst) || reports.length === 0)) {
		throw worst;
	}
	return reports;
}

function mayLeaveHome({dialogs}: Context, host: string, path: string): Promise<boolean> {
	return dialogs.confirm({
		title: `${host}: authorized_keys is a link`,
		body: [{text: `It leads out of the home directory, to ${path}.`}],
		question: 'Change that file?',
	});
}

function show(
	{send, say}: Context,
	name: string,
	hosts: readonly string[],
	reports: readonly InstallReport[],
): void {
	const good = reports.filter(isInstalled).length;
	const tone: Tone = good === hosts.length ? 'good' : good === 0 ? 'bad' : 'warning';
	const where = hosts.length === 1 ? (hosts[0] ?? '') : `${good} of ${counted(hosts.length, 'host')}`;
	const cancelled = hosts.filter(host => reports.every(report => report.host !== host));
	say(
		tone,
		good === 0
			? `${name} is not proven on ${hosts.length === 1 ? where : 'any of them'}.`
			: `${name} is proven on ${where}.`,
	);
	send({
		type: 'dialog-stacked',
		dialog: {
			kind: 'notice',
			title: `Install ${printable(name)}`,
			tone,
			text: [
				...reports.flatMap(reportLines),
				...cancelled.map(host => `${printable(host)}: nothing was installed, it was cancelled.`),
			],
			raw: [],
			position: listStart,
		},
	});
}

const marks: Readonly<Record<Offer['outcome'], string>> = {
	accepted: 'accepted',
	refused: 'refused',
	'not offered': 'not needed any more',
};

/** Which keys ssh offers to the chosen host, in order, and which one it accepts. */
export async function check(context: Context): Promise<void> {
	const {state, services, send, say} = context;
	const row = selectedRow(state());
	if (row?.kind !== 'host') {
		return;
	}
	const {alias} = row.host;
	await whileAsking(context, `checking which keys ${alias} accepts`, async signal => {
		const found = await services.keys.check(alias, signal);
		const isIn = found.isLoggedIn || found.isPartial;
		say(isIn ? 'good' : 'warning', isIn ? `${alias} accepts a key.` : `${alias} accepts no key.`);
		send({
			type: 'dialog-stacked',
			dialog: {
				kind: 'notice',
				title: `${printable(alias)}: keys offered`,
				tone: isIn ? 'good' : 'warning',
				text: [...offerLines(found), ...(found.reason === null ? [] : [found.reason])],
				raw: [],
				position: listStart,
			},
		});
	});
}

function offerLines(found: LoginOffers): string[] {
	const offers = found.offers.map(
		({name, type, outcome, isOfAgent}, index) =>
			`${index + 1}. ${name} ${type ?? ''}${isOfAgent ? ' (agent)' : ''}: ${marks[outcome]}`,
	);
	return [
		...(offers.length === 0 ? ['ssh has no key to offer.'] : offers),
		...(found.isPartial ? ['The server accepts the key and asks for something more.'] : []),
		...(takesPasswords(found) ? ['It takes passwords, too.'] : []),
	];
}
