// The part of ssh2's own SFTP engine that is relied on; test/services/files/sftp/engine.test.ts holds it.
declare module 'ssh2/lib/protocol/SFTP.js' {
	type Done<Result> = (error: (Error & {readonly code?: number}) | undefined, result: Result) => void;
	type Attributes = {
		readonly size?: number;
		readonly uid?: number;
		readonly gid?: number;
		readonly mode?: number;
		readonly atime?: number;
		readonly mtime?: number;
	};
	type Entry = {readonly filename: string; readonly longname: string; readonly attrs: Attributes};
	type Space = Readonly<
		Record<
			'f_bsize' | 'f_frsize' | 'f_blocks' | 'f_bavail' | 'f_files' | 'f_favail' | 'f_sid' | 'f_flag',
			number
		>
	>;
	class SFTP {
		constructor(
			client: {
				_protocol: {
					_remoteIdentRaw: string;
					channelData(id: number, data: Buffer): void;
					channelClose(id: number): void;
				};
			},
			channel: {type: 'sftp'; incoming: object; outgoing: object},
			options: object,
		);
		_extensions: Record<string, string>;
		_version: number;
		_maxInPktLen: number;
		_maxReadLen: number;
		_maxWriteLen: number;
		/** The number of the last request. */
		_writeReqid: number;
		maxOpenHandles: number | undefined;
		_init(): void;
		push(data: Buffer | null): void;
		on(event: 'error', listener: (error: Error) => void): this;
		on(event: 'ready', listener: () => void): this;
		open(path: string, flags: number, attributes: {mode?: number}, done: Done<Buffer>): void;
		close(handle: Buffer, done: Done<void>): void;
		read(handle: Buffer, into: Buffer, at: number, length: number, offset: number, done: Done<number>): void;
		write(handle: Buffer, from: Buffer, at: number, length: number, offset: number, done: Done<void>): void;
		stat(path: string, done: Done<Attributes>): void;
		lstat(path: string, done: Done<Attributes>): void;
		fstat(handle: Buffer, done: Done<Attributes>): void;
		setstat(path: string, attributes: Attributes, done: Done<void>): void;
		fsetstat(handle: Buffer, attributes: Attributes, done: Done<void>): void;
		opendir(path: string, done: Done<Buffer>): void;
		readdir(handle: Buffer, options: {full: true}, done: Done<readonly Entry[]>): void;
		mkdir(path: string, attributes: Attributes, done: Done<void>): void;
		rmdir(path: string, done: Done<void>): void;
		unlink(path: string, done: Done<void>): void;
		rename(from: string, to: string, done: Done<void>): void;
		realpath(path: string, done: Done<string>): void;
		readlink(path: string, done: Done<string>): void;
		symlink(target: string, path: string, done: Done<void>): void;
		ext_openssh_rename(from: string, to: string, done: Done<void>): void;
		ext_openssh_statvfs(path: string, done: Done<Space>): void;
		ext_openssh_fsync(handle: Buffer, done: Done<void>): void;
		ext_copy_data(
			from: Buffer,
			at: number,
			length: number,
			to: Buffer,
			offset: number,
			done: Done<void>,
		): void;
	}
	const module: {readonly SFTP: typeof SFTP};
	export default module;
	export type {Attributes, Done, Entry, SFTP, Space};
}
