import {constants, type Stats} from 'node:fs';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const types: ReadonlyMap<number, string> = new Map([
	[constants.S_IFREG, '-'],
	[constants.S_IFDIR, 'd'],
	[constants.S_IFLNK, 'l'],
	[constants.S_IFIFO, 'p'],
	[constants.S_IFSOCK, 's'],
]);
const halfYear = 182 * 24 * 60 * 60 * 1000;

/** The line of `ls -l` up to the name, as sftp-server(8) writes it: mode, links, owner, group, size, time. */
export function longLine(stats: Stats, owner: string, now: number): string {
	const columns = [
		modeText(stats.mode),
		String(stats.nlink).padStart(3),
		owner.padEnd(8),
		owner.padEnd(8),
		String(stats.size).padStart(9),
		timeText(stats.mtime, now),
	];
	return columns.join(' ');
}

/** `-rwxr-x---`: the type and the permissions of a st_mode. */
export function modeText(mode: number): string {
	const permissions = [6, 3, 0].map(shift => {
		const bits = (mode >> shift) & 7;
		return (bits & 4 ? 'r' : '-') + (bits & 2 ? 'w' : '-') + (bits & 1 ? 'x' : '-');
	});
	return (types.get(mode & constants.S_IFMT) ?? '?') + permissions.join('');
}

function timeText(time: Date, now: number): string {
	const day = `${months[time.getMonth()]} ${String(time.getDate()).padStart(2)}`;
	const age = now - time.getTime();
	if (age > halfYear || age < -halfYear) {
		return `${day}  ${time.getFullYear()}`;
	}
	return `${day} ${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
}

function twoDigits(value: number): string {
	return String(value).padStart(2, '0');
}
