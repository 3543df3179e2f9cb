import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Refusal} from '../../../../source/core/errors.ts';
import {pastedDraft} from '../../../../source/core/hosts/edit/pasted-draft.ts';

function told(text: string): string {
	const draft = pastedDraft(text, '/home/me');
	return draft instanceof Refusal
		? `refused: ${draft.message}`
		: [draft.names.join(' '), ...draft.options.map(({keyword, value}) => `${keyword} ${value}`)].join('; ');
}

test('an ssh line says the options of a host', () => {
	assert.equal(
		told('ssh -p 2222 -i ~/k -J b -L 8080:db:80 -L 8081:db:81 u@h.example.com'),
		'h; HostName h.example.com; User u; Port 2222; IdentityFile ~/k; ProxyJump b; LocalForward 8080:db:80; LocalForward 8081:db:81',
	);
	assert.equal(
		told('ssh -AC -o Compression=no -tt 10.0.0.1 top -d 1'),
		'10.0.0.1; HostName 10.0.0.1; RequestTTY force; ForwardAgent yes; Compression yes; RemoteCommand top -d 1',
	);
	assert.equal(told('ssh://u@h:22/'), 'h; HostName h; User u; Port 22');
	assert.match(told('ssh -O exit h'), /^refused/);
	assert.match(told('ssh -J a -J b h'), /^refused: ssh takes one -J/);
	assert.match(told('ssh -o Port h'), /^refused: “-o Port” sets no option/);
	assert.equal(
		told('ssh -i /home/me/k -L /home/me/s:/home/me/t h'),
		'h; HostName h; IdentityFile ~/k; LocalForward /home/me/s:/home/me/t',
	);
	assert.match(told('ssh h; rm -rf /'), /^refused/);
});

test('a Host block is read as it stands', () => {
	assert.equal(
		told('# mine\r\nHost web *.web\r\n\tUser "a b" # c\r\n\tIdentityFile ~/a\r\n\tIdentityFile ~/b\r\n'),
		'web *.web; User a b; IdentityFile ~/a; IdentityFile ~/b',
	);
});
