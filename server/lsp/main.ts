/** The language server's process: speaks over stdio, node-ipc, a pipe or a socket, as the usual arguments say. All behaviour is in server.ts. */
import { startServer } from './server.ts';

startServer();
