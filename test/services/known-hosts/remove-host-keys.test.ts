import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {
	appendFileSync,
	chmodSync,
	copyFileSync,
	existsSync,
	lstatSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {KnownHostKey} from '../../../source/core/known-hosts/known-host-state.ts';
import {findHostKeys} from '../../../source/services/known-hosts/look-up-host-keys.ts';
import {removeHostKeys} from '../../../source/services/known-hosts/remove-host-keys.ts';
import {undoRemoval} from '../../../source/services/known-hosts/undo-removal.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

const keys = tempDir('keys');
const [ed = '', rsa = '', other = ''] = ['ed25519', 'rsa', 'ecdsa'].map(type => {
	const path = join(keys, type);
	execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', path]);
	return readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
});

type Place = {readonly file: string; readonly undoFile: string; readonly directory: string};

function place(content: string | Buffer): Place {
	const directory = tempDir('remove');
	const file = join(directory, 'known_hosts');
	writeFileSync(file, content, {mode: 0o600});
	return {directory, file, undoFile: join(directory, 'state', 'undo.json')};
}

async function found(file: string, ...names: readonly string[]): Promise<readonly KnownHostKey[]> {
	const all = await findHostKeys([file], names, undefined);
	return all.filter(({trust}) => trust === 'known');
}

async function remove({file, undoFile}: Place, ...names: readonly string[]) {
	return removeHostKeys(await found(file, ...names), {userFiles: [file], undoFile});
}

test('leaves what ssh-keygen -R leaves, where lines have one name', async () => {
	const content = [
		'# first',
		`web-1 ${ed} a comment`,
		`[web-1]:2222 ${ed}`,
		'',
		`@revoked web-1 ${other}`,
		`@cert-authority web-1 ${other}`,
		`web-1 ${rsa}`,
		`web-10 ${rsa}`,
		'',
	].join('\n');
	for (const isHashed of [false, true]) {
		const own = place(content);
		if (isHashed) {
			execFileSync('ssh-keygen', ['-H', '-f', own.file], {stdio: 'ignore'});
		}
		for (const name of ['web-1', '[web-1]:2222']) {
			const copy = join(own.directory, 'copy');
			copyFileSync(own.file, copy);
			execFileSync('ssh-keygen', ['-R', name, '-f', copy], {stdio: 'ignore'});
			await remove(own, name);
			assert.equal(
				readFileSync(own.file, 'utf8'),
				readFileSync(copy, 'utf8'),
				`${name}, hashed: ${isHashed}`,
			);
		}
	}
});

test('takes only the name from a line of several, and says what is left', async () => {
	const own = place(`web-1,10.0.0.1,*.lan ${ed} of both\nweb-1 ${rsa}\n`);
	const {files} = await remove(own, 'web-1');
	assert.equal(readFileSync(own.file, 'utf8'), `10.0.0.1,*.lan ${ed} of both\n`);
	assert.deepEqual(files, [
		{
			file: own.file,
			lines: [
				{line: 1, left: ['10.0.0.1', '*.lan']},
				{line: 2, left: []},
			],
		},
	]);
});

test('removes both forms of the name, on one line and on two', async () => {
	const own = place(`[web-1]:2222,web-1 ${ed}\n[web-1]:2222 ${rsa}\nweb-1 ${rsa}\nb ${ed}\n`);
	await remove(own, '[web-1]:2222', 'web-1');
	assert.equal(readFileSync(own.file, 'utf8'), `b ${ed}\n`);
});

test('keeps CRLF, a missing end of the last line, odd bytes, and an empty file as such', async () => {
	const cases: readonly [before: Buffer, after: Buffer][] = [
		[Buffer.from(`a ${ed}\r\nweb-1 ${ed}\r\nb ${ed}\r\n`), Buffer.from(`a ${ed}\r\nb ${ed}\r\n`)],
		[Buffer.from(`rubbish\nweb-1 ${ed}`), Buffer.from('rubbish\n')],
		[Buffer.from(`web-1 ${ed}\na ${ed}`), Buffer.from(`a ${ed}`)],
		[Buffer.from(`web-1 ${ed}\n`), Buffer.from('')],
		[
			Buffer.concat([
				Buffer.from(`a ${ed} `),
				Buffer.from([0xff, 0xfe, 0x00]),
				Buffer.from(`\nweb-1 ${ed}\n`),
			]),
			Buffer.concat([Buffer.from(`a ${ed} `), Buffer.from([0xff, 0xfe, 0x00]), Buffer.from('\n')]),
		],
		[Buffer.from(`日本,web-1 ${ed} ü\n`), Buffer.from(`日本 ${ed} ü\n`)],
	];
	for (const [before, after] of cases) {
		const own = place(before);
		await remove(own, 'web-1');
		assert.deepEqual(readFileSync(own.file), after);
	}
});

test('keeps mode and owner, and a link a link', async () => {
	const own = place(`web-1 ${ed}\nb ${ed}\n`);
	chmodSync(own.file, 0o640);
	const link = join(own.directory, 'link');
	symlinkSync('known_hosts', link);
	const before = statSync(own.file);
	await removeHostKeys(await found(link, 'web-1'), {userFiles: [link], undoFile: own.undoFile});
	const after = statSync(own.file);
	assert.deepEqual([after.mode, after.uid, after.gid], [before.mode, before.uid, before.gid]);
	assert.ok(lstatSync(link).isSymbolicLink());
	assert.equal(readFileSync(own.file, 'utf8'), `b ${ed}\n`);
	assert.deepEqual(readdirSync(own.directory).sort(), ['known_hosts', 'link', 'state']);
});

test('one file under two names is changed once', async () => {
	const own = place(`web-1 ${ed}\nweb-1 ${rsa}\nb ${ed}\n`);
	const link = join(own.directory, 'known_hosts2');
	symlinkSync('known_hosts', link);
	const entries = [...(await found(own.file, 'web-1')), ...(await found(link, 'web-1'))];
	await removeHostKeys(entries, {userFiles: [own.file, link], undoFile: own.undoFile});
	assert.equal(readFileSync(own.file, 'utf8'), `b ${ed}\n`);
});

test('refuses, and changes no byte: another file, a marker, a pattern, a line that has changed', async () => {
	const content = `web-1 ${ed}\n@revoked web-2 ${ed}\n*.lan ${ed}\nweb-3 ${ed}\n`;
	const own = place(content);
	const refuses = async (entries: readonly KnownHostKey[], why: RegExp, userFiles = [own.file]) => {
		const {file, undoFile} = own;
		const before = readFileSync(file);
		await assert.rejects(removeHostKeys(entries, {userFiles, undoFile}), {name: 'Refusal', message: why});
		assert.deepEqual(readFileSync(file), before);
		assert.ok(!existsSync(undoFile));
	};
	await refuses(await found(own.file, 'web-1'), /not your own/, ['/elsewhere']);
	await refuses(await findHostKeys([own.file], ['web-2'], undefined), /:2 is marked as revoked/);
	await refuses([...(await found(own.file, 'web-1')), ...(await found(own.file, 'a.lan'))], /:3 .*\*\.lan/);
	const entries = await found(own.file, 'web-3');
	writeFileSync(own.file, content.replace(`web-3 ${ed}`, `web-3 ${rsa}`));
	await refuses(entries, /:4 has changed/);
	writeFileSync(own.file, `# a new first line\n${content}`);
	await refuses(entries, /:4 has changed/);
	writeFileSync(own.file, '');
	await refuses(entries, /:4 has changed/);
});

test('a line added elsewhere in the meantime is kept', async () => {
	const own = place(`a ${ed}\nweb-1 ${ed}\n`);
	const entries = await found(own.file, 'web-1');
	appendFileSync(own.file, `new ${rsa}\n`);
	await removeHostKeys(entries, {userFiles: [own.file], undoFile: own.undoFile});
	assert.equal(readFileSync(own.file, 'utf8'), `a ${ed}\nnew ${rsa}\n`);
});

test('nothing is removed where no way back can be kept', async () => {
	const own = place(`web-1 ${ed}\n`);
	writeFileSync(join(own.directory, 'state'), 'a file');
	await assert.rejects(remove(own, 'web-1'), {name: 'Refusal', message: /no copy could be kept/});
	assert.equal(readFileSync(own.file, 'utf8'), `web-1 ${ed}\n`);
});

test('undo puts every byte back, once, and its record is private', async () => {
	const content = `web-1,b ${ed}\r\n# x\nweb-1 ${rsa}`;
	const own = place(content);
	assert.equal(await undoRemoval(own.undoFile), null);
	await remove(own, 'web-1');
	assert.equal(readFileSync(own.file, 'utf8'), `b ${ed}\r\n# x\n`);
	assert.equal(statSync(own.undoFile).mode & 0o777, 0o600);
	assert.equal(statSync(join(own.directory, 'state')).mode & 0o777, 0o700);
	assert.deepEqual(await undoRemoval(own.undoFile), [own.file]);
	assert.equal(readFileSync(own.file, 'utf8'), content);
	assert.equal(statSync(own.file).mode & 0o777, 0o600);
	assert.equal(await undoRemoval(own.undoFile), null);
});

test('undo leaves a file alone that has changed since, and a damaged record says so', async () => {
	const own = place(`web-1 ${ed}\n`);
	await remove(own, 'web-1');
	appendFileSync(own.file, `web-1 ${rsa}\n`);
	await assert.rejects(undoRemoval(own.undoFile), {name: 'Refusal', message: /has changed since/});
	assert.equal(readFileSync(own.file, 'utf8'), `web-1 ${rsa}\n`);
	writeFileSync(own.undoFile, '{"version":1}');
	await assert.rejects(undoRemoval(own.undoFile), {name: 'Failure', message: /is damaged/});
});
