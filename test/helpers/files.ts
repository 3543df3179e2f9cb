import {openDashboard, type TestDashboard, type TestDashboardOptions} from './dashboard.tsx';

const config = `
Host web-1
	HostName 192.0.2.1

Host db-1
	HostName 192.0.2.2
	# tags: prod

Host museum
	HostName 192.0.2.3
	# tags: read-only
`;

/** The dashboard with the files of a host on show, the real directories `here` and `there` in its columns. */
export async function openFiles(
	make: (dashboard: TestDashboard) => void = () => {},
	{host = 'web-1', ...options}: TestDashboardOptions & {readonly host?: string} = {},
): Promise<TestDashboard> {
	const dashboard = await openDashboard({config, ...options});
	make(dashboard);
	const {screen} = dashboard;
	await screen.shows(host);
	await screen.press('/');
	await screen.write(host);
	await screen.press('Tab', 'f');
	await screen.shows(new RegExp(`${host}.*there`));
	return dashboard;
}
