import type {TransferRequest} from '../../core/transfers/transfer.ts';
import type {BulkFiles} from './bulk-files.ts';
import {type Connect, type Endpoint, localEndpoint, openEndpoint} from './endpoint.ts';
import type {WalkedAhead} from './walk-ahead.ts';

/** Both sides of a transfer; one and the same where it stays on one machine. */
export type Ends = {readonly source: Endpoint; readonly target: Endpoint};

/** How machines are reached. */
export type Ways = {
	readonly connect: Connect;
	/** This machine's files for bulk work. */
	readonly local: BulkFiles;
	/** What was walked over before a host was connected to. */
	readonly ahead?: WalkedAhead | undefined;
};

/** Connects to both sides. Throws what `connect` throws. */
export async function openEnds(
	{source, target}: TransferRequest,
	ways: Ways,
	signal: AbortSignal,
): Promise<Ends> {
	const from = await openEnd(source.host, ways, signal);
	try {
		const isOne = source.host === target.host;
		return {source: from, target: isOne ? from : await openEnd(target.host, ways, signal)};
	} catch (error) {
		from.close();
		throw error;
	}
}

/** Connects to the target alone, which stands for both sides then: for what is to be done there only. */
export async function openTarget({target}: TransferRequest, ways: Ways, signal: AbortSignal): Promise<Ends> {
	const end = await openEnd(target.host, ways, signal);
	return {source: end, target: end};
}

async function openEnd(host: string | null, {connect, local}: Ways, signal: AbortSignal): Promise<Endpoint> {
	return host === null ? localEndpoint(local) : openEndpoint(host, connect, signal);
}

export function closeEnds(ends: Ends | null): void {
	ends?.source.close();
	ends?.target.close();
}
