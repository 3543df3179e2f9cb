import {Box, Text} from 'ink';
import SelectInput from 'ink-select-input';
import {type SortOrder, sortOrders} from '../../state/app-state.ts';
import {dialogRoom} from '../../state/layout.ts';
import {Lines} from '../parts/lines.tsx';
import {useUi} from '../ui-context.ts';
import {frame} from './frame.ts';

const labels: Readonly<Record<SortOrder, string>> = {
	config: '1  As in the config',
	name: '2  By name',
	used: '3  By last use, latest first',
	address: '4  By address',
};
const width = 36;
const items = sortOrders.map(by => ({value: by, label: labels[by]}));

/** The picker of the order of the hosts. */
export function SortDialog() {
	const {store, theme} = useUi();
	const {columns, rows, hosts} = store.state();
	const room = dialogRoom(columns, rows, width, sortOrders.length);
	const lines = frame({text: 'Sort the hosts', role: 'accent'}, [], room, theme);
	return (
		<>
			<Lines area={room.area} lines={lines} />
			<Box position="absolute" left={room.content.x} top={room.content.y}>
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
