import type {Command} from '../shell.ts';
import {fileCommands} from './files.ts';
import {listCommands} from './list.ts';
import {machineCommands} from './machine.ts';
import {sessionCommands} from './session.ts';
import {textCommands} from './text.ts';

/** Every command of the demo shell by its name. */
export const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
	...Object.entries(listCommands),
	...Object.entries(fileCommands),
	...Object.entries(textCommands),
	...Object.entries(machineCommands),
	...Object.entries(sessionCommands(() => commands)),
]);
