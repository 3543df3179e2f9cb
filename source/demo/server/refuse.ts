import type {Connection} from 'ssh2';

/** Reasons of SSH_MSG_CHANNEL_OPEN_FAILURE, RFC 4254 section 5.1. */
export const openFailure = {prohibited: 1, connectFailed: 2, shortage: 4} as const;

type Reason = (typeof openFailure)[keyof typeof openFailure];
type Protocol = {channelOpenFail?: (channel: number, reason: number, text?: string) => void};

/**
 * Refuses a channel with a reason and a text. ssh2's `reject` knows "connect failed" only, so the one message it sends
 * in that very call is amended on its way.
 */
export function refuse(client: Connection, reject: () => void, reason: Reason, text: string): void {
	const protocol = (client as unknown as {_protocol?: Protocol})._protocol;
	const send = protocol?.channelOpenFail;
	if (protocol === undefined || send === undefined) {
		reject();
		return;
	}
	protocol.channelOpenFail = channel => send.call(protocol, channel, reason, text);
	try {
		reject();
	} finally {
		delete protocol.channelOpenFail;
	}
}
