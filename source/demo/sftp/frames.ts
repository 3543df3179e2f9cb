/** The longest packet that is taken, as in OpenSSH. */
const longestPacket = 256 * 1024;

/** Cuts a byte stream into SFTP packets (without their lengths). */
export type Frames = {
	/** Adds bytes and gives the packets that are complete; throws a RangeError when one is empty or too long. */
	push(chunk: Buffer): Buffer[];
};

export function makeFrames(): Frames {
	let pending: Buffer[] = [];
	let size = 0;
	return {
		push(chunk) {
			pending.push(chunk);
			size += chunk.length;
			const packets: Buffer[] = [];
			while (size >= 4) {
				// Joined only when a length is to be read or a packet is whole: a big one comes in many chunks.
				if (pending[0]!.length < 4) {
					pending = [Buffer.concat(pending)];
				}
				const length = pending[0]!.readUInt32BE();
				if (length === 0 || length > longestPacket) {
					throw new RangeError(`an SFTP packet of ${length} bytes`);
				}
				if (size < 4 + length) {
					break;
				}
				const whole = pending.length === 1 ? pending[0]! : Buffer.concat(pending);
				packets.push(whole.subarray(4, 4 + length));
				pending = whole.length > 4 + length ? [whole.subarray(4 + length)] : [];
				size -= 4 + length;
			}
			return packets;
		},
	};
}
