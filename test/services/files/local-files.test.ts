import {localFiles} from '../../../source/services/files/local/local-files.ts';
import {behavesAsFileSystem} from './behaviour.ts';

behavesAsFileSystem(async () => localFiles('/home/u'));
