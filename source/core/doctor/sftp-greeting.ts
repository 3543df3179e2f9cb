/** The first packet of a client: SSH_FXP_INIT, version 3 (draft-ietf-secsh-filexfer-02, section 4). */
export const sftpInit: Uint8Array = Uint8Array.of(0, 0, 0, 5, 1, 0, 0, 0, 3);

const versionPacket = 2;
const longestPacket = 256 * 1024;

/** Whether the first bytes of a server are SFTP's: `version` when they are, `text` when they cannot be. */
export function judgeGreeting(bytes: Uint8Array): 'incomplete' | 'text' | 'version' {
	if (bytes.length < 5) {
		return 'incomplete';
	}
	const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
	return length >= 5 && length <= longestPacket && bytes[4] === versionPacket ? 'version' : 'text';
}
