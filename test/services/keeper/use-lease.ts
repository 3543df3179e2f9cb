// A program that holds a lease until it is ended: `node use-lease.ts STATE CONFIG HOST`. It says `leased` when it has it.
import {openKeeper} from '../../../source/services/keeper/keeper-client.ts';

const [, , stateDirectory = '', configFile = '', host = ''] = process.argv;
const ssh = {program: 'ssh', configFile, env: process.env};
const times = {linger: 300, idle: 1000};
const client = openKeeper({ssh, stateDirectory, home: '/', version: '0.1.0', ...times});
await client.lease(host);
console.log('leased');
