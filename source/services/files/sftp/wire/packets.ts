// Numbers of draft-ietf-secsh-filexfer-02, section 3.
export const request = {
	init: 1,
	open: 3,
	read: 5,
	write: 6,
	lstat: 7,
	fstat: 8,
	setstat: 9,
	opendir: 11,
	readdir: 12,
	remove: 13,
	mkdir: 14,
	rmdir: 15,
	realpath: 16,
	stat: 17,
	rename: 18,
	readlink: 19,
	symlink: 20,
	extended: 200,
} as const;

export const reply = {
	version: 2,
	status: 101,
	handle: 102,
	data: 103,
	name: 104,
	attributes: 105,
	extended: 201,
} as const;

const replies: Readonly<Record<number, number>> = {
	[request.open]: reply.handle,
	[request.opendir]: reply.handle,
	[request.read]: reply.data,
	[request.readdir]: reply.name,
	[request.realpath]: reply.name,
	[request.readlink]: reply.name,
	[request.lstat]: reply.attributes,
	[request.fstat]: reply.attributes,
	[request.stat]: reply.attributes,
};

/** What may answer a request besides a STATUS: the kind of the reply, or null. */
export function replyTo(packet: Buffer): number | null {
	const kind = kindOf(packet);
	if (kind !== request.extended) {
		return replies[kind] ?? null;
	}
	const name = extensionOf(packet);
	if (name === 'expand-path@openssh.com' || name === 'home-directory') {
		return reply.name;
	}
	return name === 'limits@openssh.com' || name.endsWith('statvfs@openssh.com') ? reply.extended : null;
}

/** The parts of a whole packet: uint32 length, byte kind, uint32 id, … */
export function kindOf(packet: Buffer): number {
	return packet[4]!;
}

export function idOf(packet: Buffer): number {
	return packet.readUInt32BE(5);
}

/** The name of an EXTENDED request. */
export function extensionOf(packet: Buffer): string {
	return packet.toString('latin1', 13, 13 + packet.readUInt32BE(9));
}

/** A request of one path as an extension's: the engine writes no sound expand-path@openssh.com of its own. */
export function asExtension(packet: Buffer, name: string): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(name.length);
	const extended = Buffer.concat([packet.subarray(0, 9), length, Buffer.from(name), packet.subarray(9)]);
	extended.writeUInt32BE(extended.length - 4);
	extended[4] = request.extended;
	return extended;
}

/** The head of a request that ends in a string of one byte, for data in place of that byte. */
export function headFor(packet: Buffer, data: Buffer): Buffer {
	const head = packet.subarray(0, packet.length - 1);
	head.writeUInt32BE(head.length - 4 + data.length);
	head.writeUInt32BE(data.length, head.length - 4);
	return head;
}
