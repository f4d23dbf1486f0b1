/**
 * All tables about packages, put together. What a package's rows say stands in the file of its kind.
 */
import type { ApiModel, ModelTable, VersionedRows } from '../model.ts';
import type { PackageTables } from '../shapes.ts';
import { apps } from './apps.ts';
import { caches } from './caches.ts';
import { cli } from './cli.ts';
import { cloud } from './cloud.ts';
import { collections } from './collections.ts';
import { computing } from './computing.ts';
import { databases } from './databases.ts';
import { documents } from './documents.ts';
import { files } from './files.ts';
import { httpClients } from './http-clients.ts';
import { limiters } from './limiters.ts';
import { orms } from './orms.ts';
import { queues } from './queues.ts';
import { testing } from './testing.ts';
import { ui } from './ui.ts';
import { webApis } from './web-apis.ts';
import { webFrameworks } from './web-frameworks.ts';
import { workers } from './workers.ts';

const tables: readonly PackageTables[] = [
  webFrameworks, webApis, httpClients, databases, orms, caches, queues, cloud, limiters, workers, computing, documents, collections, ui, files, testing, cli, apps,
];

export const packageModels: ModelTable = Object.assign({}, ...tables.map((table) => table.rows)) as Record<string, ApiModel>;

/** Rows of older versions, newest first: what holds for a lower version is laid over what holds for a higher one. */
export const versionedRows: readonly VersionedRows[] = tables.flatMap((table) => table.versions ?? []).sort((a, b) => b.below - a.below);
