import {openSftpSession} from '../../../../source/services/files/sftp/session.ts';
import {sftpFiles} from '../../../../source/services/files/sftp/sftp-files.ts';
import {behavesAsFileSystem} from '../behaviour.ts';
import {serveByProgram} from './sftp-server.ts';

behavesAsFileSystem(async () => sftpFiles(await openSftpSession('web-1', serveByProgram())));
