import type {Host} from '../../source/core/hosts/host.ts';
import {rank} from '../../source/core/search/rank.ts';
import {type Context, median, type Row, ratioRow} from './measure.ts';

const queries = ['web-00042', 'prod db', 'p-eu-3', '10.1.2', 'deploy', '#prod web', 'zzz', 'gw7'];

function makeHosts(count: number): Host[] {
	const kinds = ['web', 'db', 'gw', 'cache', 'build', 'mail'];
	const regions = ['eu', 'us', 'ap'];
	return Array.from({length: count}, (_, index) => {
		const region = regions[index % 3] as string;
		const stage = index % 4 === 0 ? 'prod' : 'test';
		const alias = `${kinds[index % 6]}-${stage}-${region}-${String(index).padStart(5, '0')}`;
		return {
			alias,
			source: {file: '/config', line: index * 4 + 1},
			patterns: [alias],
			hostName: `10.1.${index >> 8}.${index & 255}`,
			user: 'deploy',
			port: null,
			proxyJump: null,
			tags: [stage, region],
			refused: null,
		};
	});
}

/** CPU of matching 10,000 hosts for each key of typed queries. */
export function measureFilter({isQuick, nodeCpu}: Context): Row[] {
	const hosts = makeHosts(10_000);
	const typed = queries.flatMap(query => Array.from(query, (_, end) => query.slice(0, end + 1)));
	const perKey: number[] = [];
	for (let round = 0; round < (isQuick ? 3 : 10); round++) {
		const before = process.cpuUsage();
		for (const query of typed) {
			rank(query, hosts);
		}
		const {user, system} = process.cpuUsage(before);
		perKey.push((user + system) / 1000 / typed.length);
	}
	return [ratioRow('Filter, matching 10,000 hosts, a key', median(perKey), nodeCpu(), 'node -e 0', 0.2)];
}
