import {type TrickyConfig, tricky, variable} from './tricky.ts';

export const includes: TrickyConfig[] = [
	tricky('Include of a relative path', 'web', ['Include more', 'Host *', 'User x'], {
		'.ssh/more': 'Host web\nPort 1\n',
	}),
	tricky('Include of an absolute path', 'web', ['Include @/more'], {more: 'Host web\nPort 1\n'}),
	tricky('Include of a home path', 'web', ['Include ~/more'], {more: 'Host web\nPort 1\n'}),
	tricky('Include of a pattern', 'web', ['Include d/*.conf'], {
		'.ssh/d/20.conf': 'Port 2\nUser x\n',
		'.ssh/d/10.conf': 'Port 1\n',
		'.ssh/d/.5.conf': 'Port 5\n',
		'.ssh/d/x.txt': 'Port 6\n',
	}),
	tricky('Include of a class', 'web', ['Include d/[a-c]?', 'Include d/[!a-c]?'], {
		'.ssh/d/b1': 'Port 1\n',
		'.ssh/d/z1': 'Port 2\nUser x\n',
	}),
	tricky('Include of several files', 'web', ['Include "one two" three', 'Port 9'], {
		'.ssh/one two': 'User x\n',
		'.ssh/three': 'Port 3\n',
	}),
	tricky('Include with tokens', 'web', [`Include @/%h.conf ${variable('HOME')}/%n.conf`, 'Port 9'], {
		'web.conf': 'User x\n',
	}),
	tricky('Include of nothing', 'web', ['Include missing', 'Include missing/*', 'Port 1']),
	tricky(
		'Include inside a Host block',
		'web db',
		['Host web', 'Include more', 'Port 9', 'Host db', 'User y'],
		{'.ssh/more': 'Port 1\nHost *\nUser x\n'},
	),
	tricky('Include inside a Match block', 'web db', ['Match host web', 'Include more', 'Port 9'], {
		'.ssh/more': 'User x\nMatch all\nPort 1\n',
	}),
	tricky('Host lines in an Include end with it', 'web', ['Include more', 'Port 9'], {
		'.ssh/more': 'Host other\nPort 1\n',
	}),
	tricky('Include of the same file twice', 'web db', ['Host web', 'Include more', 'Host *', 'Include more'], {
		'.ssh/more': 'Host web\nPort 1\nSendEnv A\nHost db\nPort 2\nSendEnv B\n',
	}),
	tricky('nested Includes', 'web', ['Include a', 'Port 9'], {
		'.ssh/a': 'Include b\nUser a\n',
		'.ssh/b': 'Host web\nInclude c\nUser b\n',
		'.ssh/c': 'HostName c.example\n',
	}),
	tricky('an Include cycle', 'web', ['Include a', 'Port 9'], {
		'.ssh/a': 'Host web\nInclude b\n',
		'.ssh/b': 'Include a\n',
	}),
	tricky('an error in an Include', 'web', ['Include a', 'Port 9'], {'.ssh/a': 'Host other\nBogus 1\n'}),
	tricky(
		'Match exec in an Include that does not apply',
		'web',
		['Host other', 'Include a', 'Host *', 'Port 9'],
		{'.ssh/a': 'Match exec true\nPort 1\n'},
	),
	tricky(
		'a path of two hundred characters and more',
		'web',
		[`Include ${'d'.repeat(100)}/${'e'.repeat(120)}`],
		{[`.ssh/${'d'.repeat(100)}/${'e'.repeat(120)}`]: 'Host web\nPort 1\nMatch all\nUser x\n'},
	),
	tricky('odd characters in a path', 'web', ['Include "d é/x\\\\y"'], {
		'.ssh/d é/x\\y': 'Host web\nPort 1\n',
	}),
	tricky('Include after Match final', 'web', ['Match final', 'Include a', 'Host *', 'User z'], {
		'.ssh/a': 'Port 1\nHost web\nSendEnv X\n',
	}),
	tricky(
		'lines counted across Includes',
		'web',
		['# one', '', 'Include a', 'Include a b', 'Host web', 'Port 9'],
		{'.ssh/a': '\n\nHost web\nUser x\n', '.ssh/b': 'Host web\nSendEnv B\n\n\n\nHost web\nPort 6\n'},
	),
];
