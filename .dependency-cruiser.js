// The layers of architecture.md, as rules: core ← state ← commands ← ui, core ← services, and only main.tsx sees all.
const layer = path => `^source/${path}/`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
	forbidden: [
		{name: 'no-cycles', severity: 'error', from: {}, to: {circular: true, dependencyTypesNot: ['type-only']}},
		{
			name: 'no-orphans',
			severity: 'error',
			from: {orphan: true, path: '^source/', pathNot: '\\.d\\.ts$'},
			to: {},
		},
		{
			name: 'core-stands-alone',
			comment: 'core imports core, and small pure packages',
			severity: 'error',
			from: {path: layer('core')},
			to: {path: '^source/', pathNot: layer('core')},
		},
		{
			name: 'state-knows-core',
			severity: 'error',
			from: {path: layer('state')},
			to: {path: '^source/', pathNot: '^source/(core|state)/'},
		},
		{
			name: 'pure-layers-do-no-io',
			severity: 'error',
			from: {path: '^source/(core|state)/'},
			to: {dependencyTypes: ['core'], pathNot: '^(node:)?path/posix$'},
		},
		{
			name: 'pure-layers-know-no-ui-and-no-transport',
			severity: 'error',
			from: {path: '^source/(core|state)/'},
			to: {path: 'node_modules/(ink|react|ssh2)/'},
		},
		{
			name: 'services-know-core',
			severity: 'error',
			from: {path: layer('services')},
			to: {path: '^source/', pathNot: '^source/(core|services)/'},
		},
		{
			name: 'services-know-no-ui',
			severity: 'error',
			from: {path: layer('services')},
			to: {path: 'node_modules/(ink|react|zustand)/'},
		},
		{
			name: 'commands-get-services-as-an-argument',
			comment: 'types of services may be named, their code may not be imported',
			severity: 'error',
			from: {path: layer('commands')},
			to: {path: '^source/(services|ui|cli|demo)/', dependencyTypesNot: ['type-only']},
		},
		{
			name: 'ui-knows-no-service',
			severity: 'error',
			from: {path: layer('ui')},
			to: {path: '^source/(services|cli|demo)/', dependencyTypesNot: ['type-only']},
		},
		{
			name: 'cli-knows-no-ui',
			severity: 'error',
			from: {path: layer('cli')},
			to: {path: '^source/(ui|state|commands)/'},
		},
		{
			name: 'keeper-stays-small',
			comment: 'a process of its own: core and services only',
			severity: 'error',
			from: {path: layer('keeper')},
			to: {path: '^source/', pathNot: '^source/(core|services|keeper)/'},
		},
		{
			name: 'ssh2-server-only-in-the-demo',
			severity: 'error',
			from: {path: '^source/', pathNot: '^source/demo/'},
			to: {path: 'node_modules/ssh2/', pathNot: 'node_modules/ssh2/lib/protocol/SFTP\\.js$'},
		},
		{
			name: 'ssh2-engine-in-one-file',
			severity: 'error',
			from: {path: '^source/', pathNot: '^source/services/files/sftp/engine\\.ts$'},
			to: {path: 'node_modules/ssh2/lib/protocol/'},
		},
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: {fileName: 'tsconfig.json'},
		doNotFollow: {path: 'node_modules'},
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'node', 'default', 'types'],
		},
	},
};
