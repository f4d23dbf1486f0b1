// Reports over HTTP: figures as JSON, pages as HTML, and the archive.
import { Router, type Request, type Response } from 'express';
import type { ReportService } from '../services/report-service.js';

export class ReportController {
  constructor(private readonly reports: ReportService) {}

  routes(): Router {
    const router = Router();
    router.get('/:month', (req, res) => this.show(req, res));
    router.get('/:month/page', this.page);
    router.post('/:month/archive', async (req, res) => {
      res.status(201).json({ file: await this.reports.archive(req.params.month) });
    });
    router.put('/:month/archive', async (req, res) => {
      res.status(201).json({ file: await this.reports.archiveLater(req.params.month) });
    });
    return router;
  }

  async show(req: Request<{ month: string }>, res: Response): Promise<void> {
    res.json(await this.reports.getMonth(req.params.month));
  }

  page = async (req: Request<{ month: string }>, res: Response): Promise<void> => {
    const html = await this.reports.renderMonth(req.params.month);
    res.type('html').send(html);
  };
}
