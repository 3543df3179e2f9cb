import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {Refusal} from '../../../source/core/errors.ts';
import {editsOf} from '../../../source/core/hosts/edit/edit-request.ts';
import {applyEdits} from '../../../source/core/hosts/edit/line-edit.ts';
import {joinLines} from '../../../source/core/hosts/edit/line-parts.ts';
import {pastedDraft} from '../../../source/core/hosts/edit/pasted-draft.ts';
import {splitWords} from '../../../source/core/ssh-command/split-words.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

const directory = tempDir('paste');
writeFileSync(join(directory, 'k1'), '');
writeFileSync(join(directory, 'k2'), '');

/** What ssh says, without the name that the host has. */
function said(args: readonly string[]): string[] {
	const dump = execFileSync('ssh', ['-G', ...args], {encoding: 'utf8', stdio: 'pipe', cwd: directory});
	return dump.split('\n').filter(line => !line.startsWith('host '));
}

const lines = `
-p 2222 -o port=1 h
-o Port=1 -p 2222 h
-p 1 -p 2 h
-p 5 ssh://u@h:22
ssh://u@h:23 -o port=5
-l a b@h
b@h -l a
b@h -o User=x
-o user=x b@h
-o User=x -l y h
-o HostName=x.example h
-o HostName=x.example -o hostname=y h
-o HostName=%h.example.com h.q
-o HostName=100%%.%h h
fe80::1%lo
-4 -6 h
-6 -o AddressFamily=inet h
-o AddressFamily=inet -6 h
-A -a h
-aA h
-o ForwardAgent=no -A h
-t h
-tt h
-t -T h
-T -t h
-o RequestTTY=yes -t h
-o RequestTTY=force -t h
-t -o RequestTTY=no h
-v h
-vv h
-vvvv h
-q h
-qv h
-v -q h
-v -o LogLevel=ERROR h
-o LogLevel=ERROR -v h
-M h
-MM h
-MMM h
-o ControlMaster=auto -M h
-o ControlMaster=yes -M h
-M -o ControlMaster=no h
-S a -S b h
-o ControlPath=a -S b h
-S a -o ControlPath=b h
-S none h
-X -x h
-x -Y h
-YX h
-o ForwardX11=no -X h
-K h
-K -k h
-k -K h
-fN h
-n h
-N h
-Nt h
-s h sftp
-N -o SessionType=default h
-C -o Compression=no h
-o Compression=no -C h
-g h
-b 127.0.0.1 -b 127.0.0.2 h
-o BindAddress=127.0.0.1 -b 127.0.0.2 h
-B lo -B eth0 h
-c aes128-ctr -c aes256-ctr h
-o ciphers=aes256-ctr -c aes128-ctr h
-m hmac-sha2-256 -o MACs=hmac-sha1 h
-e ^a -e none h
-o EscapeChar=b -e a h
-I /a -I /b h
-i k1 -i k2 h
-i k1 -o IdentityFile=k2 h
-o identityfile=k2 -i k1 h
-o CertificateFile=a -o CertificateFile=b h
-J a,u@b:22 h
-J b -o ProxyJump=a h
-J b -o ProxyCommand=x h
-o ProxyCommand=x -o ProxyJump=b h
-o "ProxyCommand nc -X connect %h %p" h
-w 1:2 h
-w 1:2 -w 3:4 h
-o TunnelDevice=1:2 -w 3 h
-o Tunnel=ethernet -w 1 h
-w 1 -o Tunnel=ethernet h
-o SendEnv=A -o sendenv=B h
-o "SendEnv A B" -o SendEnv=-A h
-o SetEnv=A=1 -o SetEnv=B=2 h
-o "SetEnv A=1 B=2" h
-L 1:a:2 -o "LocalForward 3 b:4" -L 127.0.0.1:5:[::1]:6 h
-L 1:/b -R 1:a:2 -R 2 -R 0:a:2 -D 1 -D [::1]:2 h
-o ClearAllForwardings=yes -L 1:a:2 h
-o 'User="a b"' h
-o 'User = "a b" # c' h
-o '"User" x' h
-o User==a h
-o User=a#b h
-o Keepalive=no -o TCPKeepAlive=yes h
-o RemoteCommand=top h
`;

test('a host made from a pasted line is what ssh makes of that line', () => {
	for (const line of lines.trim().split('\n')) {
		const draft = pastedDraft(`ssh ${line}`, '/home/nobody');
		assert.ok(!(draft instanceof Refusal), `${line}: ${draft instanceof Refusal ? draft.message : ''}`);
		const [edit] = editsOf({kind: 'add', draft, file: ''}, () => '', null);
		const file = join(directory, 'config');
		// A command that follows the host is not among what `ssh -G` prints.
		const text = joinLines(applyEdits([], edit?.edits ?? [])).replace(/^ +RemoteCommand sftp\n/m, '');
		writeFileSync(file, text);
		const made = said(['-F', file, draft.names[0] ?? '']);
		const meant = said(['-F', 'none', ...splitWords(line, '/home/nobody')]);
		const only = (own: string[], other: string[]) => own.filter(each => !other.includes(each));
		assert.deepEqual(only(made, meant), only(meant, made), `${line}\n${text}`);
		assert.deepEqual(made, meant, line);
	}
});
