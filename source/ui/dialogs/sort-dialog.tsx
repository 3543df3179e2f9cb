import {Box, Text} from 'ink';
import SelectInput from 'ink-select-input';
import {type SortOrder, sortOrders} from '../../state/app-state.ts';
import {Lines} from '../parts/lines.tsx';
import {useUi} from '../ui-context.ts';
import {frame} from './frame.ts';

const labels: Readonly<Record<SortOrder, string>> = {
	config: '1  As in the config',
	name: '2  By name',
	used: '3  By last use, latest first',
	address: '4  By address',
};
const items = sortOrders.map(by => ({value: by, label: labels[by]}));

/** The picker of the order of the hosts. */
export function SortDialog() {
	const {store, theme} = useUi();
	const {columns, rows, hosts} = store.state();
	const blank = sortOrders.map(() => ({spans: []}));
	const {area, lines} = frame(
		{text: 'Sort the hosts', role: 'accent'},
		blank,
		{columns, rows, width: 36},
		theme,
	);
	return (
		<>
			<Lines area={area} lines={lines} />
			<Box position="absolute" left={area.x + 2} top={area.y + 2}>
				<SelectInput
					items={items}
					initialIndex={sortOrders.indexOf(hosts.sort.by)}
					indicatorComponent={({isSelected}) => <Text>{isSelected ? '> ' : '  '}</Text>}
					itemComponent={({isSelected, label}) => <Text inverse={isSelected === true}>{label}</Text>}
					onSelect={({value}) => {
						store.send({type: 'sort-chosen', by: value});
						store.send({type: 'dialog-closed'});
					}}
				/>
			</Box>
		</>
	);
}
