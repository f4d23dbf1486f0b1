// Shipping papers: manifests and bills of lading.
import { Router } from 'express';
import fs from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MemoryArchive, type DocumentStore } from '../services/document-store.js';

export function createDocumentRouter(store: DocumentStore, folder: string): Router {
  const router = Router();
  const drafts = new MemoryArchive();
  const stylesheet = fs.readFileSync(join(folder, 'print.css'), 'utf8');

  router.get('/print.css', (_req, res) => {
    res.type('css').send(stylesheet);
  });

  router.get('/manifest/:id', (req, res) => {
    const manifest = fs.readFileSync(join(folder, `manifest-${Number(req.params.id)}.xml`), 'utf8');
    res.type('xml').send(manifest);
  });

  router.get('/packing-list/:id', async (req, res) => {
    res.type('xml').send(await readFile(join(folder, `packing-${Number(req.params.id)}.xml`), 'utf8'));
  });

  router.get('/lading/:id', (req, res) => {
    res.type('pdf').send(store.load(`lading-${Number(req.params.id)}.pdf`));
  });

  router.get('/lading/:id/copy', async (req, res) => {
    res.type('pdf').send(await store.loadLater(`lading-${Number(req.params.id)}.pdf`));
  });

  router.put('/drafts/:id', (req, res) => {
    drafts.writeFileSync(req.params.id, Buffer.from(JSON.stringify(req.body)));
    res.sendStatus(204);
  });

  router.get('/drafts/:id', (req, res) => {
    res.type('json').send(drafts.readFileSync(req.params.id));
  });

  return router;
}
