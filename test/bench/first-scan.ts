// Prints the CPU of the first look at the processes in a process of its own, in milliseconds.
import {listRunningForwards} from '../../source/services/forwards/list-running-forwards.ts';

const before = process.cpuUsage();
await listRunningForwards();
const {user, system} = process.cpuUsage(before);
console.log((user + system) / 1000);
