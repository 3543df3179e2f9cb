import type {TraceReader} from '../../core/doctor/trace-reader.ts';
import type {HostDetails} from '../../core/hosts/host-details.ts';

export type StageClockOptions = {
	/** Milliseconds. */
	readonly patience: number;
	readonly details: Promise<HostDetails | null>;
	readonly isAsking: () => boolean;
	/** Whether ssh may be asking by itself wherever a person can be asked, unseen by us. */
	readonly waitsForPeople: boolean;
	readonly onProgress?: ((stage: string) => void) | undefined;
	/** Called when the reader has been told that nothing comes any more. */
	readonly onSilence: () => void;
};

/** Ends an examination that hangs. `look` is to be called whenever the reader has got something. */
export function startStageClock(
	reader: TraceReader,
	options: StageClockOptions,
): {look(): void; stop(): void} {
	let connectTimeout = 0;
	let last = '';
	let stage: string | null = null;
	let timer: NodeJS.Timeout | undefined;
	let isStopped = false;
	options.details
		.then(details => {
			const given = Number(details?.effective.options['connecttimeout']?.[0]?.value);
			if (given > 0) {
				connectTimeout = given * 1000;
				start();
			}
		})
		.catch(() => {});

	/** A longer ConnectTimeout of the user counts as long as it is ssh's own clock. */
	const patience = (): number => {
		const isCovered = ['connect', 'banner'].includes(reader.place.step);
		return isCovered ? Math.max(options.patience, connectTimeout + 1000) : options.patience;
	};
	const bite = (): void => {
		const isPersonal = ['host key', 'authentication'].includes(reader.place.step);
		if (options.isAsking() || (options.waitsForPeople && isPersonal)) {
			start();
			return;
		}
		isStopped = true;
		reader.fellSilent(Math.round(patience() / 1000), performance.now());
		options.onSilence();
	};
	const start = (): void => {
		clearTimeout(timer);
		if (!isStopped) {
			timer = setTimeout(bite, patience());
		}
	};
	const look = (): void => {
		const {progress} = reader;
		if (progress !== last) {
			last = progress;
			start();
		}
		if (reader.stage !== null && reader.stage !== stage) {
			stage = reader.stage;
			options.onProgress?.(stage);
		}
	};
	start();
	look();
	return {
		look,
		stop() {
			isStopped = true;
			clearTimeout(timer);
		},
	};
}
